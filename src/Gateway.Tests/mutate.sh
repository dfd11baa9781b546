#!/usr/bin/env bash
# Changes a room a little, in hundreds of ways, and tells which changes none of its own tests notices: mutate.sh Claims Rules, or all five rooms
# without an argument. A room takes three to six minutes on two free cores. Ends with a failure where less than 90 % are noticed; see mutation.md.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
[ $# -gt 0 ] || set -- Claims Rules Protection Sessions Freshness
dotnet tool restore
figures=()
failed=0
for room in "$@"; do
  MutatedRoom=$room dotnet stryker --skip-version-check --mutate "**/Gateway/$room/*.cs" --output "StrykerOutput/$room" --break-at 90 | tee "/tmp/mutate.$$" || failed=1
  figures+=("$room: $(grep -o 'final mutation score is .*' "/tmp/mutate.$$" || echo 'did not come to its end')")
  rm "/tmp/mutate.$$"
done
printf '%s\n' "${figures[@]}"
exit $failed
