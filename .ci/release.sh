#!/bin/sh
# release.sh OUT: makes what a release consists of from the commit that is checked out, and nothing else: source archive,
# both Debian packages, bill of materials, checksums. The same commit gives the same bytes, in whatever folder it lies.
#
# For that it is built at one path, in a mount namespace (#file and __FILE__ stand in a program as the path they were
# compiled at), from the archive alone, with the commit's time for a clock.
#
# DRAFT=1: also where CHANGELOG.md has no section for the version yet. TRUSTED_BUILD=folder: a SwiftPM build folder of an
# earlier run at the same path, to go on with; for trying, never for a release.
set -eu
cd "$(dirname "$0")/.."
out=$1
.ci/need-swift.sh
.ci/need-namespace.sh
.ci/need-packages.sh debhelper lintian fakeroot binutils python3

version=$(git show HEAD:Sources/CommandParts/Version.swift | sed -n 's/.*current = "\(.*\)"/\1/p')
commit=$(git rev-parse HEAD)
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH TZ=UTC LC_ALL=C.UTF-8
[ -n "${DRAFT:-}" ] || .ci/changelog.py released "$version"
name=ra-workstation-$version
mkdir -p "$out" && out=$(readlink -f "$out")
rm -f "$out"/ra-workstation* "$out"/ra-collector* "$out"/SHA256SUMS*

# What is pinned belongs to what is released. SwiftPM writes the file where there is none, and brings one up to date that is
# of an earlier Package.swift.
swift package resolve >&2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp Package.resolved "$work/Package.resolved"
git archive --format=tar --prefix="$name/" --add-file="$work/Package.resolved" HEAD | gzip -9n >"$out/$name.tar.gz"

mkdir "$work/at"
tar -xzf "$out/$name.tar.gz" -C "$work/at"
[ -z "${TRUSTED_BUILD:-}" ] || cp -a "$TRUSTED_BUILD" "$work/at/$name/.build"
how=-m
[ "$(id -u)" = 0 ] || how=-Urm
# The path is the same on every computer; /mnt is there on all of them.
unshare $how --propagation private sh -eu -c '
    mount -t tmpfs tmpfs /mnt
    mkdir /mnt/ra-workstation
    mount --bind "$1" /mnt/ra-workstation
    cd /mnt/ra-workstation
    make deb
    .ci/sbom.py "$2" "$3" "$SOURCE_DATE_EPOCH" .build/stage "$4/ra-workstation-$2.tar.gz" .build/deb/*.deb >.build/sbom
    .ci/sbom.py --check .build/sbom
    ' sh "$work/at/$name" "$version" "$commit" "$out" >&2
cmp "$work/Package.resolved" "$work/at/$name/Package.resolved" >&2 ||
    { echo "release: what was built isn't what Package.resolved pins" >&2 && exit 1; }
cp "$work/at/$name"/.build/deb/*.deb "$out/"
cp "$work/at/$name/.build/sbom" "$out/$name.spdx.json"
(cd "$out" && sha256sum ra-* >SHA256SUMS)
cat "$out/SHA256SUMS"
