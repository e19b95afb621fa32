#!/usr/bin/env bash
# Packs a built program with its pages, completions and licences: packaging/archive.sh TARGET DIR
set -euo pipefail
cd "$(dirname "$0")/.."
target=$1
out=$2
version=$(sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"/\1/p' Cargo.toml)
name=wirecopy-$version-$target
ending=
case $target in *-windows-*) ending=.exe ;; esac
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch/$name" "$out"
cp "target/$target/release/wirecopy$ending" LICENSE-MIT LICENSE-APACHE README.md CHANGELOG.md CITATION.cff "$scratch/$name/"
bash packaging/extras.sh "target/$target/release/wirecopy$ending" "$scratch/$name"
case $target in
*-windows-*) (cd "$scratch" && 7z a -bso0 "$name.zip" "$name") && mv "$scratch/$name.zip" "$out/" ;;
*) tar -C "$scratch" --owner=0 --group=0 --numeric-owner -czf "$out/$name.tar.gz" "$name" 2>/dev/null ||
  tar -C "$scratch" -czf "$out/$name.tar.gz" "$name" ;;
esac
echo "$out/$name"
