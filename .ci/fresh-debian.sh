#!/bin/sh
# Makes a minimal Debian 12 in a folder, once: fresh-debian.sh FOLDER. Needs root.
set -eu
root=$1
if [ -e "$root/.complete" ]; then exit 0; fi
rm -rf "$root"
# This machine's mirror, where it is a Debian 12 too; else debootstrap's own.
# shellcheck disable=SC2016 # apt's own variable
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Codename: bookworm' | head -n 1)
# shellcheck disable=SC2086 # may be none
debootstrap --variant=minbase bookworm "$root" $mirror >&2
# No daemon is started in a chroot.
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
chmod +x "$root/usr/sbin/policy-rc.d"
touch "$root/.complete"
