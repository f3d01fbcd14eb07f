#!/usr/bin/env bash
# Runs targets of build/: ./build.sh [--list | TARGET...]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# The product runs without culture data (Directory.Build.props); so do its tools, on machines that have no ICU.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT="${DOTNET_SYSTEM_GLOBALIZATION_INVARIANT:-1}"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

if ! trouble=$(dotnet --version 2>&1); then
  echo "The .NET 10 SDK is needed: https://dotnet.microsoft.com/download" >&2
  echo "$trouble" >&2
  exit 1
fi

dotnet msbuild build -restore -nologo -v:quiet -tl:off
# Not "dotnet run": it would stand between a signal to this process and the targets.
exec dotnet build/bin/Debug/net10.0/Build.dll "$@"
