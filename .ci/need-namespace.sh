#!/bin/sh
# The tests' own pcscd runs in a mount namespace, apart from the machine's. Says so where none can be made.
set -eu

if [ "$(id -u)" = 0 ]; then
    unshare -m true 2>/dev/null && exit 0
    echo "The tests need a mount namespace for a pcscd of their own, and this system gives none to root." >&2
    echo "In a container, allow it: docker run --cap-add SYS_ADMIN (or --privileged)." >&2
else
    unshare -Urm true 2>/dev/null && exit 0
    echo "The tests need a mount namespace for a pcscd of their own, and this system gives users none." >&2
    echo "Run them as root, or allow it: sysctl kernel.unprivileged_userns_clone=1." >&2
fi
exit 1
