#!/bin/sh
# README's two commands in a bare Debian, cold, twice in a row: cold.sh RELEASE. RELEASE is a codename. Needs root.
#
# The root gets what README asks for: Swift, git, make. Swift is the toolchain of this machine, mounted read-only (SWIFT_ROOT,
# else the one in PATH). Where this machine has its packages and their settings elsewhere than others, COLD_MOUNTS names the
# folders and files to mount at the same place, with spaces between; DEBIAN_MIRROR where Debian's packages are. CPUS=2 leaves
# the commands so many processors.
set -eu
release=$1
cd "$(dirname "$0")/.."
.ci/need-packages.sh debootstrap
swift_root=${SWIFT_ROOT:-$(dirname "$(dirname "$(dirname "$(readlink -f "$(command -v swift)")")")")}
fresh=.build/debian-$release root=.build/debian-$release-cold
.ci/fresh-debian.sh "$fresh" "$release"
mkdir -p .build/cold
cpus=$(($(getconf _NPROCESSORS_ONLN) < ${CPUS:-2} ? $(getconf _NPROCESSORS_ONLN) : ${CPUS:-2}))

for turn in 1 2; do
    rm -rf "$root" && cp -a "$fresh" "$root"
    # What is committed, and nothing that was built: a clone, as a new user has it.
    git clone -q . "$root/root/ra-workstation"
    mkdir -p "$root$swift_root"
    for place in ${COLD_MOUNTS:-}; do
        if [ -d "$place" ]; then mkdir -p "$root$place"; else mkdir -p "$(dirname "$root$place")" && : >"$root$place"; fi
    done
    cat >"$root/root/commands" <<'INSIDE'
set -eu
export DEBIAN_FRONTEND=noninteractive
# So many files may be open after a log-in.
ulimit -Sn 1024
apt-get -qq update
# Swift's own needs, as swift.org lists them for Debian, and what README names beside it.
apt-get -qq -y --no-install-recommends install binutils gcc g++ git libc6-dev libcurl4-openssl-dev libedit2 libncurses6 \
    libsqlite3-0 libxml2 pkg-config tzdata make ca-certificates >/dev/null 2>&1
. /etc/os-release
echo "cold: $PRETTY_NAME, $(swift --version 2>/dev/null | head -n 1), $(nproc) processors"
cd /root/ra-workstation
for target in run test; do
    began=$(date +%s)
    status=0 && make "$target" </dev/null || status=$?
    echo "cold: make $target: status $status after $((($(date +%s) - began) / 60)) minutes"
    [ "$status" = 0 ] || exit "$status"
done
INSIDE
    log=.build/cold/$release-$turn.log
    status=0
    unshare -m -p -f --propagation private sh -eu -c '
        root=$1 swift_root=$2 cpus=$3 && shift 3
        # A mount of its own: the tests make mount namespaces, which a root that is none has not.
        mount --bind "$root" "$root"
        mount -t proc proc "$root/proc"
        mount --rbind /dev "$root/dev"
        mount -t sysfs -o ro sysfs "$root/sys"
        mount -t tmpfs tmpfs "$root/run"
        for place in "$swift_root" "$@"; do
            mount --bind "$place" "$root$place"
            mount -o remount,ro,bind "$root$place"
        done
        exec taskset -c "0-$((cpus - 1))" chroot "$root" env -i HOME=/root LANG=C.UTF-8 SWIFT_BACKTRACE=enable=no \
            PATH="$swift_root/usr/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" sh /root/commands
        ' sh "$root" "$swift_root" "$cpus" ${COLD_MOUNTS:-} >"$log" 2>&1 || status=$?
    grep -E '^cold:|Test run with' "$log" || true
    if [ "$status" != 0 ]; then
        echo "cold: turn $turn on $release ended with $status; the end of $log:" >&2
        tail -n 40 "$log" >&2
        exit 1
    fi
done
rm -rf "$root"
echo "cold: README's two commands worked twice in a row in a bare $release; logs in .build/cold"
