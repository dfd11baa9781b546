<!doctype html><title>For full members</title>
<p>This page is for full members. <a href="/members/">Back to the members area</a></p>
