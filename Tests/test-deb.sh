#!/bin/sh
# Installs the package in a fresh Debian, runs the program there, removes it, and looks at what is left:
# test-deb.sh PACKAGE [RELEASE]. RELEASE is a codename; bookworm unless it is given.
# Needs root, for debootstrap and chroot. The fresh root is kept in .build and copied for each run.
set -eu
package=$(readlink -f "$1") release=${2:-bookworm}
cd "$(dirname "$0")/.."
fresh=.build/debian-$release root=.build/debian-$release-test

.ci/fresh-debian.sh "$fresh" "$release"
if mountpoint -q "$root/proc"; then umount "$root/proc"; fi
rm -rf "$root" && cp -a "$fresh" "$root"
mount -t proc proc "$root/proc"
trap 'umount "$root/proc"' EXIT
inside() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "$@"; }
wanted() { # status command…: runs it inside and wants that exit status
    want=$1 && shift
    got=0 && inside "$@" || got=$?
    if [ "$got" != "$want" ]; then
        echo "test-deb: '$*' gives $got and not $want" >&2
        exit 1
    fi
}
list() { # what is there of the package
    (cd "$root" && find usr lib/udev lib/systemd etc var/lib -path var/lib/dpkg -prune -o -print 2>/dev/null) |
        grep -E '(/|-|_)ra(-workstation|-preflight.*|-desk.*|-[a-z-]*\.1.*|\.1.*|\.fish|\.conf)?$' | sort
}

cp "$package" "$root/root/ra.deb"
cp Fixtures/scenarios/two-readers.yaml "$root/root/two-readers.yaml"
inside apt-get -qq update
inside apt-get -qq -y --no-install-recommends install /root/ra.deb >/dev/null
# What looks at the desktop entry and at the unit; the package itself needs neither.
inside apt-get -qq -y --no-install-recommends install desktop-file-utils systemd >/dev/null

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
silent() { # command…: it ends well and has nothing to say; systemd-analyze ends well after a key that it doesn't know
    said=$(wanted 0 "$@" 2>&1) || { echo "$said" >&2 && exit 1; }
    [ -z "$said" ] || { echo "test-deb: '$*' says: $said" >&2 && exit 1; }
}
for unit in ra-preflight.service ra-checkpoint.service ra-checkpoint.timer; do
    silent systemd-analyze verify --man=no /usr/lib/systemd/system/$unit
done
wanted 0 test -L /etc/systemd/system/timers.target.wants/ra-checkpoint.timer

# Where pcscd asks polkit (Debian 13), the package's rule stands where polkit reads it, for its daemon and anybody to read.
wanted 0 test -r /usr/share/polkit-1/rules.d/50-ra-workstation.rules
if [ "$(inside stat -c '%a %U' /usr/share/polkit-1/rules.d/50-ra-workstation.rules)" != '644 root' ]; then
    echo "test-deb: polkit's rule isn't root's alone to write" >&2
    exit 1
fi

# The desk in a page: its entry and its icon, its service, and none of it started by the installation.
silent desktop-file-validate /usr/share/applications/ra-desk.desktop
icon=$(sed -n 's/^Icon=//p' "$root/usr/share/applications/ra-desk.desktop")
hicolor=usr/share/icons/hicolor
for file in $hicolor/scalable/apps/$icon.svg $hicolor/symbolic/apps/$icon-symbolic.svg \
    usr/share/applications/ra-desk.desktop usr/lib/systemd/user/ra-desk.service; do
    if [ "$(inside stat -c '%a %U %G' "/$file")" != '644 root root' ]; then
        echo "test-deb: /$file isn't there, or isn't root's alone to write" >&2
        exit 1
    fi
done
# shellcheck disable=SC2046 # a command with its arguments
wanted 0 $(sed -n 's/^Exec=//p' "$root/usr/share/applications/ra-desk.desktop") --help >/dev/null
silent env XDG_RUNTIME_DIR=/run systemd-analyze --user verify --man=no /usr/lib/systemd/user/ra-desk.service
for folder in etc/systemd/user usr/lib/systemd/user; do
    if [ -n "$(find "$root/$folder" -type l -name 'ra-desk*' 2>/dev/null)" ]; then
        echo "test-deb: ra-desk.service is enabled in /$folder" >&2
        exit 1
    fi
done
wanted 69 ra desk --link
wanted 0 ra preflight --only desk.page

for page in ra.1 ra-desk.1 ra-preflight.1 ra-readers.1; do wanted 0 test -e "/usr/share/man/man1/$page.gz"; done

# Made at installation, for the group: the log, its key, and the auditor's verifier.
wanted 0 test -s /var/lib/ra-workstation/audit.sqlite.key
if [ "$(inside stat -c '%a %G' /var/lib/ra-workstation/audit.sqlite)" != '660 ra-workstation' ]; then
    echo "test-deb: the audit log isn't the group's" >&2
    exit 1
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

# A log that an auditor may want outlives the package, even when it is purged.
wanted 0 apt-get -qq -y purge ra-workstation
wanted 0 test -e /var/lib/ra-workstation/audit.sqlite
inside rm /var/lib/ra-workstation/audit.sqlite /var/lib/ra-workstation/audit.sqlite.key
left=$(list)
if [ "$left" != var/lib/ra-workstation ]; then
    echo "test-deb: the package leaves behind: $left" >&2
    exit 1
fi
echo "test-deb: installed, ran and removed in a fresh Debian ($release)"
