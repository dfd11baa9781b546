#!/usr/bin/env bash
# Measures Gateway beside Apache with the module, nginx and bare YARP, on this machine, in one run of under 15 minutes, and writes a report.
# Installs what the machine lacks (as root). Options: --quick (what is counted alone, in seconds), --out FILE,
# --scale (sessions up to a million, 1 to 3 gateways, tokens that end together: minutes, 4 GB, a report of its own).
set -euo pipefail
cd "$(dirname "$0")/../.."

install() { # FILE PACKAGE
    ls $1 >/dev/null 2>&1 && return
    echo "Installing $2 ..."
    apt-get update -qq >/dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2" >/dev/null
}

install /usr/bin/h2load nghttp2-client
install /usr/sbin/apache2 apache2-bin
install /usr/lib/apache2/modules/mod_auth_openidc.so libapache2-mod-auth-openidc
install /usr/sbin/nginx nginx-light
install /usr/bin/redis-server redis-server
install "/usr/sbin/php-fpm*" php-fpm

dotnet build src/Gateway.Benchmarks -c Release -v quiet
exec src/Gateway.Benchmarks/bin/Release/net10.0/Gateway.Benchmarks "$@"
