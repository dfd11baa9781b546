<?php
$user = $_SERVER['REMOTE_USER'] ?? '';
$trial = $_SERVER['OIDC_CLAIM_trial'] ?? '';
?>
<!doctype html><title>Members</title>
<p>Hello <?= htmlspecialchars($user) ?><?= $trial === '1' ? ', your trial is running' : '' ?>. <a href="full/">Full section</a></p>
<p><a href="/members/vanity.php?logout=/">Sign out</a></p>
