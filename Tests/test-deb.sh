#!/bin/sh
# Installs the package in a fresh Debian 12, runs the program there, removes it, and looks at what is left.
# Needs root, for debootstrap and chroot. The fresh root is kept in .build and copied for each run.
set -eu
package=$(readlink -f "$1")
cd "$(dirname "$0")/.."
fresh=.build/debian12 root=.build/debian12-test

if [ ! -e "$fresh/.complete" ]; then
    rm -rf "$fresh"
    # This machine's mirror, where it is a Debian 12 too; else debootstrap's own.
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Codename: bookworm' | head -n 1)
    # shellcheck disable=SC2086 # may be none
    debootstrap --variant=minbase bookworm "$fresh" $mirror
    touch "$fresh/.complete"
fi
rm -rf "$root" && cp -a "$fresh" "$root"
inside() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "$@"; }
wanted() { # status command…: runs it inside and wants that exit status
    want=$1 && shift
    got=0 && inside "$@" || got=$?
    if [ "$got" != "$want" ]; then
        echo "test-deb: '$*' gives $got and not $want" >&2
        exit 1
    fi
}
list() { (cd "$root" && find usr/bin usr/lib/sysusers.d usr/lib/tmpfiles.d usr/share/man/man1 usr/share/zsh \
    usr/share/fish usr/share/bash-completion lib/udev lib/systemd/system var/lib 2>/dev/null | grep -E '(^|/|-)ra([.-]|$)|_ra$' | sort); }

cp "$package" "$root/root/ra.deb"
cp Fixtures/scenarios/two-readers.yaml "$root/root/two-readers.yaml"
inside apt-get -qq update
# No daemon is started in a chroot.
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d" && chmod +x "$root/usr/sbin/policy-rc.d"
inside apt-get -qq -y --no-install-recommends install /root/ra.deb >/dev/null

wanted 0 ra --version
wanted 0 ra preflight --simulate /root/two-readers.yaml
wanted 0 ra readers --simulate /root/two-readers.yaml
wanted 69 ra readers
wanted 0 test -g /var/lib/ra-workstation
wanted 0 getent group ra-workstation
wanted 0 dpkg --verify ra-workstation
list

# A log that an auditor may want outlives the package, even when it is purged.
inside touch /var/lib/ra-workstation/audit.sqlite
wanted 0 apt-get -qq -y purge ra-workstation
wanted 0 test -e /var/lib/ra-workstation/audit.sqlite
inside rm /var/lib/ra-workstation/audit.sqlite
left=$(list)
if [ "$left" != var/lib/ra-workstation ]; then
    echo "test-deb: the package leaves behind: $left" >&2
    exit 1
fi
echo "test-deb: installed, ran and removed in a fresh Debian 12"
