#!/bin/sh
# Installs the Debian packages that are named and missing, and says which. As root it uses apt-get, as somebody else
# sudo where it is there and asks nothing; otherwise it says what to install and fails.
set -eu

missing=
for package in "$@"; do
    status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    if [ "$status" != installed ]; then missing="$missing $package"; fi
done
if [ -z "$missing" ]; then exit 0; fi

if [ "$(id -u)" = 0 ]; then
    become=
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    become='sudo -n'
elif command -v sudo >/dev/null && [ -t 0 ]; then
    become=sudo
else
    echo "These Debian packages are missing:$missing" >&2
    echo "Install them as root: apt-get update && apt-get install --no-install-recommends$missing" >&2
    exit 1
fi

echo "Installing with apt:$missing" >&2
# Standard input is left alone, so that no question can be asked; the lists are fetched only when they don't do.
install() {
    $become env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq -y --no-install-recommends install "$@" </dev/null >&2
}
# A new machine has no package lists, and an old one may have lists that are out of date.
# shellcheck disable=SC2086 # package names hold no spaces
install $missing 2>/dev/null || { $become apt-get -qq update </dev/null >&2 && install $missing; }
