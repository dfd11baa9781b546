#!/usr/bin/env bash
# Faults under load: two Gateways, Redis with a replica and Sentinel, php-fpm and an OP, all on loopback, while each of them is killed, frozen and
# restarted, for ten minutes at 200 requests a second from 500 members. Prints one table; exit code 0 only if every promise in it held.
# Installs what the machine lacks (as root). The short form of a minute: --seconds 60. Less load: --rate, --members. All options: --help.
set -euo pipefail
cd "$(dirname "$0")/../.."

install() { # FILES PACKAGE
    compgen -G "$1" >/dev/null && return
    echo "Installing $2 ..."
    apt-get update -qq >/dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2" >/dev/null
}

install '/usr/sbin/php-fpm*' php-fpm
install /usr/bin/redis-server redis-server
install /usr/bin/redis-sentinel redis-sentinel

dotnet build src/Gateway.Chaos -c Release -v quiet
exec src/Gateway.Chaos/bin/Release/net10.0/Gateway.Chaos "$@"
