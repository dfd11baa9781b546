#!/bin/sh
# A members area behind Gateway, run by PHP's own server: for a developer's machine, not for members.
export GATEWAY_SITE=example GATEWAY_SECRET_FILE=/etc/gateway/upstream-secret
exec php -d auto_prepend_file=/etc/gateway/gateway-prepend.php -S 127.0.0.1:8081 -t /var/www/site
