#!/usr/bin/env bash
# Changes Claims, Rules, Protection, Sessions and Freshness a little, in thousands of ways, and tells which changes no test notices.
# Takes about an hour; a room alone less: mutate.sh Rules. The report is an HTML page, whose place is printed at the end.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MutatedRoomsOnly=true
dotnet tool restore
rooms=()
for room in "$@"; do rooms+=(--mutate "**/$room/*.cs"); done
exec dotnet stryker --skip-version-check ${rooms[@]+"${rooms[@]}"}
