#!/usr/bin/env bash
# Makes a Debian package of a built program: packaging/deb.sh PROGRAM DIR. Needs dpkg-deb.
set -euo pipefail
cd "$(dirname "$0")/.."
program=$1
out=$2
version=$(sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"/\1/p' Cargo.toml)
arch=$(dpkg --print-architecture)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
chmod 755 "$root"
install -Dm755 "$program" "$root/usr/bin/wirecopy"
strip --strip-unneeded "$root/usr/bin/wirecopy"
bash packaging/extras.sh "$program" "$root/extras"
for page in "$root"/extras/man/*.1; do
  gzip -9n "$page"
  install -Dm644 "$page.gz" -t "$root/usr/share/man/man1"
done
install -Dm644 "$root/extras/completions/wirecopy.bash" "$root/usr/share/bash-completion/completions/wirecopy"
install -Dm644 "$root/extras/completions/_wirecopy" "$root/usr/share/zsh/vendor-completions/_wirecopy"
install -Dm644 "$root/extras/completions/wirecopy.fish" "$root/usr/share/fish/vendor_completions.d/wirecopy.fish"
rm -r "$root/extras"
doc=$root/usr/share/doc/wirecopy
install -Dm644 README.md -t "$doc"
{
  echo "Licence: MIT or Apache-2.0, at your choice. Apache-2.0 is in /usr/share/common-licenses/Apache-2.0."
  echo
  cat LICENSE-MIT
} >"$doc/copyright"
chmod 644 "$doc/copyright"
gzip -9nc CHANGELOG.md >"$doc/changelog.gz"
chmod 644 "$doc/changelog.gz"
# the oldest C library that has all symbols which the program uses
libc=$(objdump -T "$root/usr/bin/wirecopy" | grep -o 'GLIBC_[0-9.]*' | sed 's/GLIBC_//' | sort -Vu | tail -1)
mkdir "$root/DEBIAN"
cat >"$root/DEBIAN/control" <<CONTROL
Package: wirecopy
Version: $version
Architecture: $arch
Maintainer: The wirecopy contributors <wirecopy@users.noreply.github.com>
Installed-Size: $(du -sk --exclude=DEBIAN "$root" | cut -f1)
Depends: libc6 (>= ${libc:-2.31}), libgcc-s1
Section: text
Priority: optional
Description: finds the news articles that are the same text
 wirecopy finds wire copy that outlets print cut, edited and under new
 headlines. It says who had the text first, which news agency it comes from,
 and which outlets name that agency.
CONTROL
mkdir -p "$out"
dpkg-deb --root-owner-group --build "$root" "$out/wirecopy_${version}_$arch.deb" >/dev/null
echo "$out/wirecopy_${version}_$arch.deb"
