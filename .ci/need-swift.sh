#!/bin/sh
# Says what to do where there is no Swift, or one too old for Package.swift.
set -eu

if ! command -v swift >/dev/null; then
    echo "Swift 6.2 or newer is needed: see https://www.swift.org/install/linux/" >&2
    exit 1
fi
version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\)\.\([0-9]*\).*/\1 \2/p' | head -n 1)
case "$version" in
[0-5]\ * | 6\ [01] | '')
    echo "Swift 6.2 or newer is needed; this is: $(swift --version 2>&1 | head -n 1)" >&2
    exit 1
    ;;
esac
