#!/usr/bin/env bash
# Checks a static program and its archive: packaging/check_static.sh TARGET
# It needs no loader and no library, and finds what the others find.
set -euo pipefail
cd "$(dirname "$0")/.."
program=target/$1/release/wirecopy
if readelf --program-headers "$program" | grep -q INTERP; then
  echo "$program needs a loader: it is not static"
  exit 1
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
archive=$(bash packaging/archive.sh "$1" "$scratch")
tar -C "$scratch" -xzf "$archive.tar.gz"
"$archive/wirecopy" --version
# without any library in reach
env -i "$archive/wirecopy" scan -q corpus-samples | cmp - tests/golden/clusters.csv
