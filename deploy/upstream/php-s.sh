#!/bin/sh
# A members area behind Gateway, run by PHP's own server: for a developer's machine, not for members.
exec php -S 127.0.0.1:8081 -t /var/www/site
