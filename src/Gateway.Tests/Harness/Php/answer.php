<?php // Answers as the query asks: status, headers (h[]), a text, lines for the error log, an exit code.
if (isset($_GET['status'])) http_response_code((int) $_GET['status']);
foreach ($_GET['h'] ?? [] as $line) header($line, false);
for ($i = 0; $i < (int) ($_GET['log'] ?? 0); $i++) error_log($_GET['line'] ?? "line $i");
echo $_GET['text'] ?? '';
if (isset($_GET['fatal'])) no_such_function();
