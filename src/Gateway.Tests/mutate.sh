#!/usr/bin/env bash
# Changes a room a little, in hundreds of ways, and tells which changes none of its own tests notices: mutate.sh Claims Rules, or all five rooms
# one after the other without an argument. Ends with one table, and with a failure where less than 90 % are noticed; see mutation.md.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
[ $# -gt 0 ] || set -- Claims Rules Protection Sessions Freshness
dotnet tool restore
for room in "$@"; do
  rm -rf "StrykerOutput/$room"
  MutatedRoom=$room dotnet stryker --skip-version-check --mutate "**/Gateway/$room/*.cs" --output "StrykerOutput/$room" || true   # judged below
done
node mutated.mjs StrykerOutput "$@"
