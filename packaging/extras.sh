#!/usr/bin/env bash
# Writes the manual pages and the completions into a folder: packaging/extras.sh PROGRAM DIR
set -euo pipefail
program=$1
dir=$2
mkdir -p "$dir/man" "$dir/completions"
"$program" man --out "$dir/man"
"$program" completions bash >"$dir/completions/wirecopy.bash"
"$program" completions zsh >"$dir/completions/_wirecopy"
"$program" completions fish >"$dir/completions/wirecopy.fish"
"$program" completions powershell >"$dir/completions/wirecopy.ps1"
