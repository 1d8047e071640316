#!/bin/sh
# Makes the man pages from the program's own commands and options: man-pages.sh RA FOLDER DATE
#
# ArgumentParser's tool names a page ra.audit.verify.1 and its subject "ra audit verify"; man(1) and whatis(1) want
# ra-audit-verify for both.
set -eu
ra=$1 folder=$2 date=$3

swift build --product generate-manual >&2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$(swift build --show-bin-path)/generate-manual" "$ra" --multi-page --date "$date" --output-directory "$work" >&2

# In place of mdoc's "0 on success, and >0 if an error occurs".
cat >"$work/status" <<'STATUS'
.Bl -tag -width 4n -compact
.It 0
Done, and the answer is good.
.It 1
Done, and the answer is no.
.It 64
The command line is wrong.
.It 65
The data given are wrong.
.It 69
The PC/SC service can't be used.
.It 74
The log or another file can't be read or written.
.It 77
Not permitted.
.El
STATUS

mkdir -p "$folder"
rm -f "$folder"/ra*.1
for page in "$work"/*.1; do
    words=$(basename "$page" .1 | tr . ' ')
    name=$(echo "$words" | tr ' ' -)
    # Not for people: the parser's own, and the process that asks a PKCS#11 module.
    case $name in ra-help | ra-collector-help | ra-pkcs11-read) continue ;; esac
    sed -e "s/^\.Dt .*/.Dt $(echo "$name" | tr a-z A-Z) 1/" \
        -e "s/^\.Nm \"$words\"$/.Nm $name/" \
        -e "s/^\.Nm$/.Nm \"$words\"/" \
        -e 's/^\.Nd "\(.*\)\."$/.Nd \1/' \
        -e '/^\.Xr ra\.\(collector\.help\|help\|pkcs11-read\)/d' -e 's/^$/.Pp/' -e '/^\.Xr /s/\./-/2g' \
        -e "/^\.Ex -std/{r $work/status
d}" -e '$a\' "$page" >"$folder/$name.1"
done
