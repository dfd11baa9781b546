<?php
// What a page knows of the member, as JSON.
header('X-Script: told');
header('Content-Type: application/json');
echo json_encode(array_filter($_SERVER, fn($name) => str_starts_with($name, 'OIDC_'), ARRAY_FILTER_USE_KEY), JSON_FORCE_OBJECT);
