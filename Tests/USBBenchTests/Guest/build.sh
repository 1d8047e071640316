#!/bin/sh
# Builds the guest of the USB bench: a Debian kernel and an initramfs, both from Debian's own packages.
#
#   build.sh RA UDEV-RULES-FOLDER OUT
#
# OUT gets vmlinuz and initrd. Packages are kept in OUT/packages, so only the first run downloads.
set -eu
ra=$1 rules=$2 out=$3
arch=x86_64-linux-gnu
here=$(dirname "$(readlink -f "$0")")
mkdir -p "$out/packages/partial"
out=$(readlink -f "$out")

fetch() { # name of a package: downloaded unless it is there, and unpacked
    [ -d "$out/unpacked/$1" ] && return 0
    rm -rf "$out/unpacked/.$1" && mkdir -p "$out/unpacked/.$1"
    # A mirror may be at the next version already: look again before giving up.
    (cd "$out/packages" && { apt-get -qq download "$1" || { apt-get -qq update && apt-get -qq download "$1"; }; })
    dpkg -x "$out/packages/$1"_*.deb "$out/unpacked/.$1"
    mv "$out/unpacked/.$1" "$out/unpacked/$1"
}

kernel=$(apt-cache depends linux-image-amd64 | sed -n 's/^ *Depends: \(linux-image-[0-9].*-amd64\)$/\1/p' | head -1)
for package in "$kernel" udev libsystemd-shared libkmod2 libudev1 busybox-static pcscd libccid; do fetch "$package"; done
unpacked=$out/unpacked
cp "$unpacked/$kernel"/boot/vmlinuz-* "$out/vmlinuz"

root=$out/root
rm -rf "$root"
mkdir -p "$root"/dev "$root"/proc "$root"/sys "$root"/run "$root"/tmp "$root"/root "$root"/var "$root"/etc/udev \
    "$root"/usr/bin "$root"/usr/sbin "$root"/usr/lib64 "$root"/usr/lib/systemd "$root"/usr/lib/udev/rules.d \
    "$root/usr/lib/modules" "$root/usr/lib/$arch"
for folder in bin sbin lib lib64; do ln -s usr/$folder "$root/$folder"; done
ln -s /run "$root/var/run"

install "$here/init" "$here/orders" "$root/"
install "$unpacked/busybox-static/bin/busybox" "$ra" "$unpacked/udev/bin/udevadm" "$root/usr/bin/"
ln -s ../../bin/udevadm "$root/usr/lib/systemd/systemd-udevd"
install "$unpacked/pcscd/usr/sbin/pcscd" "$root/usr/sbin/"
cp -r "$unpacked/libccid/usr/lib/pcsc" "$root/usr/lib/"
cp "$unpacked/libccid/etc/libccid_Info.plist" "$root/etc/"

# udev's own rules that USB devices meet, libccid's, ours.
for name in 50-udev-default 60-autosuspend 80-drivers; do
    cp "$unpacked/udev/lib/udev/rules.d/$name.rules" "$root/usr/lib/udev/rules.d/"
done
cp "$unpacked/libccid/lib/udev/rules.d/92-libccid.rules" "$rules"/*.rules "$root/usr/lib/udev/rules.d/"

echo 'root:x:0:0:root:/root:/bin/sh' > "$root/etc/passwd"
# Every group that these rules name, so that udevd has nothing to complain of.
{
    echo root:x:0: && echo ra-workstation:x:900:
    cat "$root"/usr/lib/udev/rules.d/*.rules | sed -n 's/.*GROUP="\([a-z]*\)".*/\1/p' | grep -vx root | sort -u |
        awk '{ print $1 ":x:" 100 + NR ":" }'
} > "$root/etc/group"

# Shared libraries: of unpacked packages first, then this machine's.
path=$(find "$unpacked" -path '*/lib/*' -name 'lib*.so*' -printf '%h\n' | sort -u | grep -v pcsc | paste -sd:)
{
    for binary in $(find "$root/usr/bin" "$root/usr/sbin" "$root/usr/lib/pcsc" -type f); do
        LD_LIBRARY_PATH=$path ldd "$binary" 2>/dev/null || true
    done
    ldconfig -p | grep -E 'libpcsclite\.so\.1 |libgcc_s\.so\.1 ' # loaded by name
} | grep -o '/[^ ]*' | sort -u | while read -r library; do
    case $library in
        */ld-linux*) cp -L "$library" "$root/usr/lib64/" ;;
        *.so*) cp -L "$library" "$root/usr/lib/$arch/" ;;
    esac
done

# Kernel modules, each after those it needs.
tree=$(echo "$unpacked/$kernel"/lib/modules/*)
depmod -b "$unpacked/$kernel" "$(basename "$tree")"
for module in virtio_pci virtio_console xhci-pci; do
    modprobe -d "$unpacked/$kernel" -S "$(basename "$tree")" --show-depends "$module"
done | sed -n 's/^insmod \([^ ]*\).*/\1/p' | awk '!seen[$0]++' | while read -r file; do
    cp "$file" "$root/lib/modules/"
    basename "$file"
done > "$root/lib/modules/order"

(cd "$root" && find . | cpio --quiet -o -H newc) > "$out/initrd"
