<?php // Writes a piece, says so, and goes on when a file says that it may; notes when its reader has gone.
while (ob_get_level() > 0) ob_end_clean();
ignore_user_abort(false);
$gate = $_GET['gate'];
register_shutdown_function(function () use ($gate) { file_put_contents("$gate.over", connection_aborted() ? 'aborted' : 'whole'); });
header('Content-Type: text/event-stream');
echo "data: first\n\n";
flush();
file_put_contents("$gate.begun", '1');
while (!file_exists($gate)) {
    usleep(5000);
    clearstatcache();
    if (isset($_GET['talk'])) { echo ": still here\n\n"; flush(); }
}
echo "data: second\n\n";
