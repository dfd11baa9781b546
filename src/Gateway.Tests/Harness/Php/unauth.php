<?php // The page for refused members.
header('Set-Cookie: tracker=1');
echo 'please upgrade';
