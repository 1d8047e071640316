#!/bin/sh
# Builds a guest that is a whole Debian with systemd and the package: build-installed.sh PACKAGE ROOT GUEST OUT
#
# ROOT is a fresh Debian (.ci/fresh-debian.sh), of any release; GUEST is what build.sh has filled, whose kernel it gets. Two
# users are in it: member, who is in the group ra-workstation, and other. Needs root.
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
# Beside the package what a desktop has: log-in sessions, a user's own services, ssh. polkit comes where pcscd needs it;
# curl stands in for a browser.
inside apt-get -qq -y --no-install-recommends install systemd-sysv udev busybox-static libpam-systemd \
    dbus-user-session openssh-server openssh-client curl /root/ra.deb >/dev/null
echo '127.0.0.1 localhost' >"$root/etc/hosts"
for user in member other; do
    inside useradd --create-home --shell /bin/sh "$user"
    # A key of its own for each, so that it logs in at its own computer.
    inside setpriv --reuid "$user" --regid "$user" --clear-groups sh -euc "
        mkdir -m 700 /home/$user/.ssh && cd /home/$user/.ssh
        ssh-keygen -q -t ed25519 -N '' -f id_ed25519 && cp id_ed25519.pub authorized_keys"
done
inside usermod --append --groups ra-workstation member
rm -rf "$root/usr/sbin/policy-rc.d" "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/* "$root"/usr/share/locale/* \
    "$root"/usr/share/man/* "$root/root/ra.deb"
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
