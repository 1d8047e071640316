#!/bin/sh
# Installs both packages in a fresh Debian, has a night at the desk there, removes them, and looks at what is left:
# test-deb.sh DESK-PACKAGE COLLECTOR-PACKAGE VIRTUAL-DESK [RELEASE]. VIRTUAL-DESK is the built program of that name; RELEASE
# is a codename, bookworm unless it is given.
# Needs root, for debootstrap and chroot. The fresh root is kept in .build and copied for each run.
set -eu
# Mounts and processes of its own: both go when it ends, however that is.
if [ -z "${APART:-}" ]; then
    APART=1 exec unshare -m -p -f --kill-child --propagation private "$0" "$@"
fi
package=$(readlink -f "$1") collector=$(readlink -f "$2") virtual_desk=$(readlink -f "$3") release=${4:-bookworm}
cd "$(dirname "$0")/.."
fresh=.build/debian-$release root=.build/debian-$release-test
. Tests/Packages/inside.sh

.ci/fresh-debian.sh "$fresh" "$release"
rm -rf "$root" && cp -a "$fresh" "$root"
mount -t proc proc "$root/proc"
list() { # what is there of the packages
    (cd "$root" && find usr lib/udev lib/systemd etc var/lib -path var/lib/dpkg -prune -o -print 2>/dev/null) |
        grep -E '(/|-|_)ra(-workstation|-collector.*|-preflight.*|-desk.*|-[a-z-]*\.1.*|\.1.*|\.fish|\.conf)?$' | sort
}

cp "$package" "$root/root/ra.deb"
cp "$collector" "$root/root/ra-collector.deb"
cp Fixtures/scenarios/two-readers.yaml "$root/root/two-readers.yaml"
inside apt-get -qq update
install_packages /root/ra.deb
# What looks at the desktop entry and at the unit; the package itself needs neither.
install_packages desktop-file-utils systemd

wanted 0 ra --version
wanted 0 ra preflight --simulate /root/two-readers.yaml
wanted 0 ra readers --simulate /root/two-readers.yaml
wanted 69 ra readers
wanted 0 test -g /var/lib/ra-workstation
wanted 0 getent group ra-workstation
wanted 0 dpkg --verify ra-workstation
list

# The service's own command as its user, with the folder that systemd makes for it; then its report for everybody.
inside install -d -o ra-workstation -g ra-workstation /run/ra-workstation
command=$(sed -n 's/^ExecStart=//p' "$root/usr/lib/systemd/system/ra-preflight.service")
# shellcheck disable=SC2086 # a command with its arguments
wanted 0 setpriv --reuid ra-workstation --regid ra-workstation --clear-groups $command >/dev/null
wanted 0 setpriv --reuid nobody --regid nogroup --clear-groups ra preflight --last | grep -q 'Card service'
for unit in ra-preflight.service ra-checkpoint.service ra-checkpoint.timer ra-push.service ra-push.timer; do
    silent systemd-analyze verify --man=no /usr/lib/systemd/system/$unit
done
for timer in ra-checkpoint ra-push; do
    wanted 0 test -L /etc/systemd/system/timers.target.wants/$timer.timer
done

# Where pcscd asks polkit (Debian 13), the package's rule stands where polkit reads it, for its daemon and anybody to read.
wanted 0 test -r /usr/share/polkit-1/rules.d/50-ra-workstation.rules
if [ "$(inside stat -c '%a %U' /usr/share/polkit-1/rules.d/50-ra-workstation.rules)" != '644 root' ]; then
    fail "polkit's rule isn't root's alone to write"
fi

# The desk in a page: its entry and its icon, its service, and none of it started by the installation.
silent desktop-file-validate /usr/share/applications/ra-desk.desktop
icon=$(sed -n 's/^Icon=//p' "$root/usr/share/applications/ra-desk.desktop")
hicolor=usr/share/icons/hicolor
for file in $hicolor/scalable/apps/$icon.svg $hicolor/symbolic/apps/$icon-symbolic.svg \
    usr/share/applications/ra-desk.desktop usr/lib/systemd/user/ra-desk.service; do
    if [ "$(inside stat -c '%a %U %G' "/$file")" != '644 root root' ]; then
        fail "/$file isn't there, or isn't root's alone to write"
    fi
done
# shellcheck disable=SC2046 # a command with its arguments
wanted 0 $(sed -n 's/^Exec=//p' "$root/usr/share/applications/ra-desk.desktop") --help >/dev/null
silent env XDG_RUNTIME_DIR=/run systemd-analyze --user verify --man=no /usr/lib/systemd/user/ra-desk.service
for folder in etc/systemd/user usr/lib/systemd/user; do
    if [ -n "$(find "$root/$folder" -type l -name 'ra-desk*' 2>/dev/null)" ]; then
        fail "ra-desk.service is enabled in /$folder"
    fi
done
wanted 69 ra desk --link
wanted 0 ra preflight --only desk.page

for page in ra.1 ra-desk.1 ra-preflight.1 ra-readers.1; do wanted 0 test -e "/usr/share/man/man1/$page.gz"; done

# Made at installation, for the group: the log, its key, and the auditor's verifier.
wanted 0 test -s /var/lib/ra-workstation/audit.sqlite.key
if [ "$(inside stat -c '%a %G' /var/lib/ra-workstation/audit.sqlite)" != '660 ra-workstation' ]; then
    fail "the audit log isn't the group's"
fi
wanted 0 ra audit verify
# As the timer has it done, as the preflight's user.
sed -n 's/^ExecStart=//p' "$root/usr/lib/systemd/system/ra-checkpoint.service" | while read -r command; do
    # shellcheck disable=SC2086 # a command with its arguments
    wanted 0 setpriv --reuid ra-workstation --regid ra-workstation --clear-groups $command </dev/null >/dev/null
done
wanted 0 setpriv --reuid nobody --regid nogroup --groups "$(inside getent group ra-workstation | cut -d: -f3)" ra audit key
wanted 77 setpriv --reuid nobody --regid nogroup --clear-groups ra audit init
wanted 0 test -e /usr/share/doc/ra-workstation/examples/verify_log.py

# The collector, beside PostgreSQL: its user has its database role's name; nothing starts by itself before it is set up.
install_packages /root/ra-collector.deb postgresql vsmartcard-vpcd
if inside ldd /usr/sbin/pcscd | grep -q polkit; then install_packages polkitd dbus dbus-bin; fi
[ "$(inside ra-collector --version)" = "$(inside ra --version)" ] || fail "the two programs differ in version"
wanted 0 dpkg --verify ra-collector
[ "$(inside getent passwd ra_collector | cut -d: -f6)" = /var/lib/ra-collector ] || fail 'the collector has no user of its own'
silent systemd-analyze verify --man=no /usr/lib/systemd/system/ra-collector.service
[ -z "$(find "$root/etc/systemd/system" -name 'ra-collector*')" ] || fail 'ra-collector.service is enabled'
for page in man1/ra-collector.1 man1/ra-collector-serve.1 man7/ra-collector.7; do
    wanted 0 test -e "/usr/share/man/$page.gz"
done
wanted 74 ra-collector status
list

unshare -n Tests/Packages/night.sh "$root" "$virtual_desk"

# A log that an auditor may want outlives the package, even when it is purged.
purge ra-workstation
wanted 0 test -e /var/lib/ra-workstation/audit.sqlite
inside rm /var/lib/ra-workstation/audit.sqlite /var/lib/ra-workstation/audit.sqlite.key
left=$(list)
if [ "$left" != var/lib/ra-workstation ]; then
    fail "the packages leave behind: $left"
fi
echo "test-deb: installed, had a night, and removed in a fresh Debian ($release)"
