<!doctype html><title>Full section</title>
<p>Only full members see this page.</p>
