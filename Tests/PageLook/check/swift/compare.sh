#!/bin/sh
# swift-mustache renders every sample as the harness does (but for the name of the apostrophe).
cd "$(dirname "$0")/../.." || exit 1
swift build --package-path check/swift -j 1 >/dev/null && check/swift/.build/debug/RenderSamples "$PWD" || exit 1
bad=0
for page in build/pages/*.html; do
    sed "s/&#x27;/\&#39;/g" "$page" | cmp -s - "build/swift/${page##*/}" || { echo "differs: ${page##*/}"; bad=1; }
done
[ $bad = 0 ] && echo "swift-mustache: the same $(ls build/swift | wc -l) pages"
exit $bad
