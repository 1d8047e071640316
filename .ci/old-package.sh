#!/bin/sh
# Builds the package of an earlier version from its commit, once: old-package.sh VERSION COMMIT. Prints the package's path.
#
# HOW is another command than the version's own to build the program with.
set -eu
version=$1 commit=$2
cd "$(dirname "$0")/.."
mkdir -p .build/old
package=$(readlink -f .build/old)/ra-workstation_${version}_amd64.deb
if [ ! -e "$package" ]; then
    work=.build/old/$version
    [ -d "$work" ] || git clone -q . "$work"
    git -C "$work" checkout -q "$commit"
    # Its own 'deb' calls lintian, which is of today and of no account here.
    ${MAKE:-make} -C "$work" stage ${HOW:+RELEASE="$HOW"} >&2
    (cd "$work" && mkdir -p .build/deb && debian/rules binary && debian/rules clean) >&2
    cp "$work"/.build/deb/*.deb "$package"
fi
echo "$package"
