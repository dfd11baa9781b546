<!doctype html><title>Sample site</title>
<p>Everybody sees this page. <a href="/members/">Members area</a></p>
