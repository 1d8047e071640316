#!/bin/sh
# Builds a guest that is a whole Debian 12 with systemd and the package: build-installed.sh PACKAGE ROOT GUEST OUT
#
# ROOT is a fresh Debian (.ci/fresh-debian.sh); GUEST is what build.sh has filled. Needs root.
set -eu
package=$1 fresh=$2 guest=$3 out=$4
here=$(dirname "$(readlink -f "$0")")
mkdir -p "$out"
out=$(readlink -f "$out") root=$out/root
if mountpoint -q "$root/proc"; then umount "$root/proc"; fi
rm -rf "$root" && cp -a "$fresh" "$root"
mount -t proc proc "$root/proc"
trap 'if mountpoint -q "$root/proc"; then umount "$root/proc"; fi' EXIT

cp "$package" "$root/root/ra.deb"
inside() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "$@"; }
inside apt-get -qq update
inside apt-get -qq -y --no-install-recommends install systemd-sysv udev busybox-static /root/ra.deb >/dev/null
rm -rf "$root/usr/sbin/policy-rc.d" "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/* "$root"/usr/share/locale/* \
    "$root/root/ra.deb"
find "$root/usr/share/doc" -mindepth 1 -maxdepth 1 ! -name ra-workstation -exec rm -rf {} +

install -D "$here/orders" "$root/bench/orders"
cp -r "$guest/root/usr/lib/modules" "$root/bench/modules"
cat >"$root/etc/systemd/system/bench.service" <<'UNIT'
[Unit]
Description=Orders from the host
[Service]
ExecStartPre=/bin/sh -c 'while read -r module; do busybox insmod /bench/modules/$module; done < /bench/modules/order'
ExecStart=/bench/orders
[Install]
WantedBy=multi-user.target
UNIT
inside systemctl enable bench.service
: >"$root/etc/machine-id"
umount "$root/proc"

cp "$guest/vmlinuz" "$out/vmlinuz"
echo rdinit=/lib/systemd/systemd >"$out/append"
(cd "$root" && find . | cpio --quiet -o -H newc) >"$out/initrd"
