<?php // What PHP knows of the request: every variable and the body, as bytes.
header('Content-Type: application/json');
header('X-Script: ' . str_replace("\n", ' ', __FILE__));
$known = [];
foreach ($_SERVER as $name => $value) $known[base64_encode((string) $name)] = base64_encode(is_array($value) ? json_encode($value) : (string) $value);
echo json_encode(['server' => (object) $known, 'body' => base64_encode(file_get_contents('php://input')), 'file' => base64_encode(__FILE__)]);
