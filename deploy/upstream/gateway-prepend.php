<?php
/*
 * Before every script of a members area behind Gateway: $_SERVER becomes what mod_auth_openidc made of it.
 *
 * Gateway signs each request: who is signed in, from which address, for which page. This file checks the signature, takes
 * the headers away and puts the variables in their place: OIDC_CLAIM_..., OIDC_access_token, REMOTE_USER, AUTH_TYPE,
 * REMOTE_ADDR, HTTPS, SERVER_PORT and their like. A request without a good signature does not get as far as your scripts.
 *
 * Name it as auto_prepend_file, and tell it by environment variables of the web server (README.md shows how for each):
 *   GATEWAY_SITE         the site's name in gateway.json
 *   GATEWAY_SECRET_FILE  the file of its UpstreamSecret, readable by the user that runs PHP
 *   GATEWAY_OPTIONAL     1 lets requests pass that come without a signature, with nobody signed in. Default: they are refused
 *   GATEWAY_RECEIVED     when the server received the request, where PHP itself only learns when its upload had arrived
 *
 * PHP 5.6 to 8.x. Nothing is left behind but $_SERVER.
 */
call_user_func(function () {
    if (PHP_SAPI === 'cli' || PHP_SAPI === 'phpdbg') {
        return;   // no request: a cron job
    }

    $refuse = function ($status, $why) {
        error_log('gateway-prepend: ' . $why);
        http_response_code($status);
        header('Content-Type: text/plain');
        header('Cache-Control: no-store');
        echo $status === 500 ? "This site is not set up completely.\n" : "This site is reached through its front door only.\n";
        exit;
    };

    $site = getenv('GATEWAY_SITE');
    $file = getenv('GATEWAY_SECRET_FILE');
    $secret = $file ? @file_get_contents($file) : false;
    if (!$site || $secret === false) {
        $refuse(500, 'GATEWAY_SITE is missing, or GATEWAY_SECRET_FILE cannot be read');
    }
    $secret = preg_replace('/^\xEF\xBB\xBF|\r?\n\z/', '', $secret);   // as Gateway reads it
    if (strlen($secret) < 32) {
        $refuse(500, 'the secret is shorter than 32 characters');
    }

    // Whatever was said of the member before counts no more, and neither do the headers that say it now.
    $assertion = array();
    foreach (array_keys($_SERVER) as $name) {
        if (strncmp($name, 'HTTP_OIDC_GATEWAY_ASSERTION', 27) === 0) {
            $assertion[substr($name, 27)] = $_SERVER[$name];
        }
        if (preg_match('/^(REDIRECT_)*(HTTP_)?(OIDC_|REMOTE_USER$|AUTH_TYPE$)|^HTTP_REDIRECT_/i', $name)) {
            unset($_SERVER[$name]);
        }
    }
    $_SERVER['REMOTE_USER'] = '';

    if (!$assertion) {
        if (getenv('GATEWAY_OPTIONAL') !== '1') {
            $refuse(403, 'the request has no assertion: it did not come from Gateway, or the site has no UpstreamSecret');
        }
        unset($_SERVER['PHP_AUTH_USER'], $_SERVER['PHP_AUTH_PW'], $_SERVER['PHP_AUTH_DIGEST']);
        return;
    }

    // One header, or the parts 1, 2, ... of a long one: all of them, and nothing else.
    if (isset($assertion[''])) {
        $parts = array($assertion['']);
    } else {
        for ($parts = array(); isset($assertion['_' . (count($parts) + 1)]);) {
            $parts[] = $assertion['_' . (count($parts) + 1)];
        }
    }
    $jws = explode('.', implode('', $parts));
    if (count($parts) !== count($assertion) || count($jws) !== 3) {
        $refuse(403, 'a part of the assertion is missing, cut or doubled');
    }

    // HS256, whatever the header says: it is signed too. What is not signed is not even decoded.
    $base64url = function ($bytes) { return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '='); };
    $mac = $base64url(hash_hmac('sha256', $jws[0] . '.' . $jws[1], $secret, true));
    if (!hash_equals($mac, $jws[2])) {
        $refuse(403, 'the assertion is signed by another secret, or otherwise');
    }
    $said = json_decode(base64_decode(strtr($jws[1], '-_', '+/')), true);
    if (!is_array($said) || !isset($said['aud'], $said['iat'], $said['exp'], $said['method'], $said['target'], $said['vars'])) {
        $refuse(403, 'the assertion cannot be read');
    }
    if ($said['aud'] !== $site) {
        $refuse(403, 'the assertion is for another site');
    }

    // An upload may take longer than an assertion lives: what counts is when the request came, not when it had arrived.
    $received = $_SERVER['REQUEST_TIME'];
    if (preg_match('/^(?:t=(\d+)\d{6}|(\d+)\.\d+ - (\d+)\.\d+)$/', (string) getenv('GATEWAY_RECEIVED'), $time)) {
        $received = $time[1] !== '' ? (int) $time[1] : $time[2] - $time[3];
    }
    if ($received > $said['exp'] || $received < $said['iat'] - 60) {
        $refuse(403, 'the assertion is older than a minute, or the clocks of Gateway and this machine disagree');
    }

    // Apache shows its own error pages by a GET of another method's request.
    $method = isset($_SERVER['REDIRECT_REQUEST_METHOD']) ? $_SERVER['REDIRECT_REQUEST_METHOD'] : $_SERVER['REQUEST_METHOD'];
    if ($said['method'] !== $method || $said['target'] !== $_SERVER['REQUEST_URI']) {
        $refuse(403, 'the assertion is for another request');
    }

    if (!isset($_SERVER['QUERY_STRING'])) {
        $_SERVER['QUERY_STRING'] = '';   // php -S has none where there is no query
    }
    foreach ($said['vars'] as $name => $value) {
        $name = strtr($name, '. ', '__');   // as PHP names every variable
        if ($value === null) {
            unset($_SERVER[$name]);
        } else {
            $_SERVER[$name] = $value;
        }
    }
    foreach (isset($said['bytes']) ? $said['bytes'] : array() as $name => $value) {
        $_SERVER[strtr($name, '. ', '__')] = base64_decode($value);
    }
});
