<?php // Counts an upload, or writes as many bytes as it is asked for.
if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    $read = 0;
    $hash = hash_init('crc32b');
    for ($in = fopen('php://input', 'rb'); !feof($in);) {
        $piece = fread($in, 1 << 16);
        $read += strlen($piece);
        hash_update($hash, $piece);
    }
    echo $_SERVER['CONTENT_LENGTH'] ?? 'none', ' ', $read, ' ', hash_final($hash);
    return;
}
while (ob_get_level() > 0) ob_end_clean();
$piece = str_repeat('0123456789abcdef', 1 << 12);
for ($left = (int) $_GET['bytes']; $left > 0; $left -= strlen($piece)) echo $left < strlen($piece) ? substr($piece, 0, $left) : $piece;
