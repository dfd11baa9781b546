<?php // Writes down what it was asked, so that a test knows whether it ran at all; a body that is not whole is told from one that is.
$body = file_get_contents('php://input');
$whole = strlen($body) === (int) ($_SERVER['CONTENT_LENGTH'] ?? 0) ? 'whole' : 'broken';
file_put_contents(__DIR__ . '/record.log', "{$_SERVER['REQUEST_METHOD']} {$_SERVER['REQUEST_URI']} $whole $body\n", FILE_APPEND);
header('Content-Type: text/plain');
echo "recorded $whole $body";
