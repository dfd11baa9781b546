#!/usr/bin/env bash
# Builds everything and runs every test. Installs what the machine lacks (as root or with sudo, saying so) and ends with one line:
# N passed, N failed
# --all: everything in its long form (some hours): what the tests make up or pile up themselves, then faults under load, the side by side, and mutations.
set -euo pipefail
cd "$(dirname "$0")/../.."

case "${1:-}" in
    "") all= ;;
    --all) all=yes ;;
    *) echo "usage: $0 [--all]" >&2; exit 2 ;;
esac

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

install() { # PROGRAM PACKAGE [OPTION]
    command -v "$1" >/dev/null && return
    local as=""
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || { echo "$1 is missing and cannot be installed: run this as root, or install sudo or $2." >&2; exit 1; }
        as="sudo"
    fi
    command -v apt-get >/dev/null || { echo "$1 is missing: install it with your system's package manager ($2), then run this again." >&2; exit 1; }
    echo "Installing $2 ..."
    $as apt-get update -qq >/dev/null
    $as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${@:3}" "$2" >/dev/null
}

command -v dotnet >/dev/null || { echo "The .NET SDK 10 is missing: https://dotnet.microsoft.com/download" >&2; exit 1; }
install chromium chromium
ls /usr/sbin/php-fpm* >/dev/null 2>&1 || install php-fpm php-fpm   # Debian's program has its version in its name
ls /usr/lib/apache2/modules/libphp*.so >/dev/null 2>&1 || install libphp libapache2-mod-php --no-install-recommends   # Apache's program, not its service
ls /usr/lib/apache2/modules/mod_auth_openidc.so >/dev/null 2>&1 || install mod_auth_openidc libapache2-mod-auth-openidc --no-install-recommends   # what Gateway replaces
ls /usr/lib/apache2/modules/mod_security2.so >/dev/null 2>&1 || install mod_security2 libapache2-mod-security2 --no-install-recommends   # what an import must not lose
install php php-cli
install nginx nginx
install redis-server redis-server
install redis-sentinel redis-sentinel
install h2load nghttp2-client
install node nodejs
install npm npm
opinion=src/Gateway.Tests/SecondOpinion   # an OP that others wrote
[ "$opinion/node_modules/.package-lock.json" -nt "$opinion/package-lock.json" ] || npm ci --prefix "$opinion" --ignore-scripts --no-audit --no-fund --silent

dotnet restore Gateway.sln --locked-mode -v quiet
bash src/Gateway.Tests/audit.sh
dotnet build Gateway.sln --no-restore -v quiet

ulimit -n 65536 2>/dev/null || ulimit -n "$(ulimit -Hn)"   # thousands of connections, both ends of them
if [ "$all" ]; then
    export FUZZ_SECONDS=${FUZZ_SECONDS:-3600} GATEWAY_TEST_STREAM_MB=${GATEWAY_TEST_STREAM_MB:-5120}
    most=$((($(ulimit -n) - 2000) * 5 / 6))   # each tenth has a stream besides, of two ends
    export GATEWAY_TEST_CONNECTIONS=${GATEWAY_TEST_CONNECTIONS:-$((most < 20000 ? most : 20000))} GATEWAY_TEST_SESSIONS=${GATEWAY_TEST_SESSIONS:-1000000}
    echo "In full: $GATEWAY_TEST_CONNECTIONS connections, $GATEWAY_TEST_SESSIONS sessions, uploads of $GATEWAY_TEST_STREAM_MB MiB"
fi
export FUZZ_SEED=${FUZZ_SEED:-$((RANDOM * 30 + 1))}
echo "Inputs that nobody wrote: FUZZ_SEED=$FUZZ_SEED for FUZZ_SECONDS=${FUZZ_SECONDS:-30}"

results=$(mktemp)
trap 'rm -f "$results"' EXIT
set +e
dotnet test --project src/Gateway.Tests --no-build --no-ansi --no-progress 2>&1 | tee "$results"
code=${PIPESTATUS[0]}
set -e

count() { sed -n "s/^ *$1: *\([0-9][0-9]*\).*/\1/p" "$results" | tail -n 1; }
passed=$(count succeeded) failed=$(count failed) skipped=$(count skipped)
: "${passed:=0}" "${failed:=0}" "${skipped:=0}"

# A test that was skipped is a test that did not run; a crash reports no failure at all.
failed=$((failed + skipped))
if [ "$code" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
if [ "$code" -eq 0 ] && [ "$failed" -ne 0 ]; then code=1; fi
if [ "$passed" -eq 0 ]; then code=1; [ "$failed" -gt 0 ] || failed=1; fi

long() { # WHAT COMMAND
    echo "== $1: $2"
    if bash -c "$2"; then passed=$((passed + 1)); else echo "failed: $1"; failed=$((failed + 1)) code=1; fi
}
if [ "$all" ]; then
    long "faults under load for ten minutes" deploy/chaos/run.sh
    long "side by side with what it replaces" "src/Gateway.Benchmarks/run.sh --out /tmp/gateway-benchmarks.md"
    long "mutations of the rooms that decide" src/Gateway.Tests/mutate.sh
fi
echo "$passed passed, $failed failed"
exit "$code"
