#!/bin/sh
# Unpacks Debian's vpcd driver into .build/vpcd for the tests' own pcscd. It is never installed: an installed one adds
# two phantom readers and two listening ports to the machine's own service.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
target=$root/.build/vpcd
driver=$target/libifdvpcd.so
if [ -s "$driver" ]; then exit 0; fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# apt drops to its own user for downloads, which must be able to write here.
chmod 755 "$work"
if [ "$(id -u)" = 0 ] && id _apt >/dev/null 2>&1; then chown _apt "$work"; fi
if ! apt-get -qq download vsmartcard-vpcd 2>/dev/null; then
    # A new machine has no package lists yet.
    if [ "$(id -u)" = 0 ]; then apt-get -qq update; elif command -v sudo >/dev/null; then sudo -n apt-get -qq update; fi
    if ! apt-get -qq download vsmartcard-vpcd; then
        echo "prepare-vpcd: the package vsmartcard-vpcd can't be downloaded; run 'apt-get update' first" >&2
        exit 1
    fi
fi
dpkg -x vsmartcard-vpcd_*.deb unpacked
mkdir -p "$target"
# The version at the end of the name differs between releases.
cp unpacked/usr/lib/pcsc/drivers/serial/libifdvpcd.so.* "$driver.new"
mv "$driver.new" "$driver"
