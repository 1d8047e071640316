#!/bin/sh
# Makes a minimal Debian in a folder, once: fresh-debian.sh FOLDER [RELEASE]. RELEASE is a codename; bookworm unless it
# is given. Needs root. Where packages come from: DEBIAN_MIRROR, else this machine's own mirror, else debootstrap's.
set -eu
root=$1 release=${2:-bookworm}
if [ -e "$root/.complete" ]; then exit 0; fi
rm -rf "$root"
# A mirror has every release, so what this machine takes for its own does.
# shellcheck disable=SC2016 # apt's own variable
mirror=${DEBIAN_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Origin: Debian' 'Label: Debian' |
    grep -v security | head -n 1)}
# shellcheck disable=SC2086 # may be none
debootstrap --variant=minbase "$release" "$root" $mirror >&2
# No daemon is started in a chroot.
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
chmod +x "$root/usr/sbin/policy-rc.d"
touch "$root/.complete"
