<?php
// Behind Apache a header arrives as HTTP_…; deploy/upstream shows how to get the names that the module gave.
$user = $_SERVER['HTTP_REMOTE_USER'] ?? '';
$trial = $_SERVER['HTTP_OIDC_CLAIM_TRIAL'] ?? '';
?>
<!doctype html><title>Members</title>
<p>Hello <?= htmlspecialchars($user) ?><?= $trial === '1' ? ', your trial is running' : '' ?>. <a href="full/">Full section</a></p>
<p><a href="/members/vanity.php?logout=/">Sign out</a></p>
