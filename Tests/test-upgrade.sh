#!/bin/sh
# Upgrades a desk of an earlier version in a fresh Debian, goes back, and purges: test-upgrade.sh OLD NEW [RELEASE].
# OLD and NEW are packages; the desk is Fixtures/upgrade-0.1.0, which OLD's program made. Needs root.
set -eu
old=$(readlink -f "$1") new=$(readlink -f "$2") release=${3:-bookworm}
cd "$(dirname "$0")/.."
fixture=Fixtures/upgrade-0.1.0 fresh=.build/debian-$release root=.build/debian-$release-upgrade
.ci/fresh-debian.sh "$fresh" "$release"
if mountpoint -q "$root/proc"; then umount "$root/proc"; fi
rm -rf "$root" && cp -a "$fresh" "$root"
mount -t proc proc "$root/proc"
trap 'umount "$root/proc"' EXIT
inside() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
fail() { echo "test-upgrade: $*" >&2 && exit 1; }
install_package() { # package option…: as an administrator does, who is asked nothing
    cp "$1" "$root/root/ra.deb" && shift
    inside apt-get -qq -y --no-install-recommends "$@" install /root/ra.deb >/dev/null 2>"$root/root/apt.log" ||
        fail "$(cat "$root/root/apt.log")"
}
state() { # what has to outlive everything: settings, key, who may do what
    (cd "$root" && cat etc/ra-workstation/config.yaml var/lib/ra-workstation/audit.sqlite.key var/lib/ra-workstation/series-seen.json &&
        stat -c '%a %U %G %n' var/lib/ra-workstation var/lib/ra-workstation/audit.sqlite*)
}

inside apt-get -qq update
# Settings that were there before, for an installation that asks nothing.
install -D -m 644 "$fixture/config.yaml" "$root/etc/ra-workstation/config.yaml"
install -D -m 644 "$fixture/cards.yaml" "$root/etc/ra-workstation/cards.yaml"
sed -i '/^auditLog:/d' "$root/etc/ra-workstation/config.yaml"
install_package "$old"
inside ra --version
# The desk's log as it was, in the place and with the rights that the package gives it.
log=$root/var/lib/ra-workstation
rm -f "$log"/audit.sqlite*
install -m 660 "$fixture/audit.sqlite" "$log/audit.sqlite"
install -m 640 "$fixture/made-for-tests.key" "$log/audit.sqlite.key"
install -m 660 "$fixture/series-seen.json" "$log/series-seen.json"
inside chgrp ra-workstation /var/lib/ra-workstation/audit.sqlite /var/lib/ra-workstation/audit.sqlite.key \
    /var/lib/ra-workstation/series-seen.json
state >"$root/root/before"

install_package "$new"
inside ra --version
state | cmp - "$root/root/before" || fail 'the upgrade changed settings, key, series-seen.json or rights'
inside ra audit export | head -n 35 | cmp - "$fixture/export.jsonl" || fail 'an event was lost or changed'
inside ra audit verify | grep Sound
inside ra audit list --open --format json | cmp - "$fixture/open.json" || fail 'the open intent is lost'
inside ra preflight --only configuration --json | grep -q '"status":"pass"' || fail 'the settings are refused'
inside dpkg --verify ra-workstation
inside test -e /usr/lib/systemd/system/ra-preflight.service || fail 'a unit was lost on the way from /lib to /usr/lib'
inside test -e /usr/lib/udev/rules.d/93-ra-workstation.rules || fail 'the udev rules were lost'
inside ra audit checkpoint >/dev/null

install_package "$old" --allow-downgrades
inside ra --version
# The log has another shape now, which the old program doesn't know.
sum=$(sha256sum <"$log/audit.sqlite")
status=0 && said=$(inside ra audit verify 2>&1) || status=$?
echo "$said"
[ "$status" = 74 ] || fail "the old program ends with $status on a newer log"
echo "$said" | grep -q 'too old for' || fail 'the old program gives no reason'
[ "$(sha256sum <"$log/audit.sqlite")" = "$sum" ] || fail 'the old program changed a newer log'

install_package "$new"
inside ra audit verify | grep Sound || fail 'the log is not as it was after going back and on again'
inside apt-get -qq -y purge ra-workstation >/dev/null
[ -e "$log/audit.sqlite" ] && [ -e "$log/audit.sqlite.key" ] || fail 'a purge removed the log'
install_package "$new"
inside ra audit verify | grep Sound
mkdir -p "$root/etc/ra-workstation" && : >"$root/etc/ra-workstation/remove-log-on-purge"
inside apt-get -qq -y purge ra-workstation >/dev/null
[ ! -e "$log" ] || fail 'a purge that was asked to left the log'
echo "test-upgrade: from $(basename "$old") to $(basename "$new"), back, and removed, in a fresh Debian ($release)"
