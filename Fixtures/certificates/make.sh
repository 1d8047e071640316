#!/bin/sh
# Makes the certificates of this folder with openssl. They have the forms of the public samples of NHS smartcards:
# RSA with 1024 bits, SHA-1 or SHA-256, O=nhs. Keys are thrown away. Run again only to add one; tests know the serials.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT

# make NAME DIGEST BITS SERIAL ISSUER SUBJECT START END EXTENSIONS
make() {
    printf '[e]\n%b' "$9" > "$work/ext"
    printf '[ca]\ndefault_ca=d\n[d]\ndatabase=%s/index\nnew_certs_dir=%s\nserial=%s/serial\npolicy=p\nstring_mask=utf8only\nunique_subject=no\n[p]\n' \
        "$work" "$work" "$work" > "$work/ca.cnf"
    printf 'countryName=optional\norganizationName=optional\norganizationalUnitName=optional\ncommonName=optional\n' \
        >> "$work/ca.cnf"
    : > "$work/index"
    echo "$4" > "$work/serial"
    openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/ca.key" -out "$work/ca.pem" -subj "$5" -days 1 2> /dev/null
    printf '[req]\ndistinguished_name=n\nstring_mask=%s\n[n]\n' "${mask:-utf8only}" > "$work/req.cnf"
    openssl req -config "$work/req.cnf" -new -newkey "rsa:$3" -nodes -keyout /dev/null -out "$work/req" -subj "$6" -utf8 2> /dev/null
    openssl ca -batch -config "$work/ca.cnf" -cert "$work/ca.pem" -keyfile "$work/ca.key" -md "$2" -notext \
        -preserveDN -startdate "$7" -enddate "$8" -extfile "$work/ext" -extensions e -in "$work/req" \
        -out "$work/out" 2> /dev/null
    openssl x509 -in "$work/out" -outform DER -out "$1.der"
}

authentication='basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\n'
signing='basicConstraints=CA:FALSE\nkeyUsage=critical,nonRepudiation\n'
# 2.5.29.16, private key usage period: ends 17 months in, long before the certificate does.
period='2.5.29.16=DER:30:22:80:0f:32:30:32:35:30:31:30:31:30:30:30:30:30:30:5a:81:0f:32:30:32:36:30:36:30:31:30:30:30:30:30:30:5a\n'

make authentication-rsa1024-sha1 sha1 1024 1001 /O=nhs/OU=CA/CN=SubCA02 /O=nhs/OU=people/CN=000123456789 \
    20250101000000Z 20270101000000Z "$authentication"
make signing-rsa1024-sha1 sha1 1024 1002 /O=nhs/OU=CA/CN=SubCA02 '/O=nhs/OU=People/CN=000123456789_ROWE_Sam' \
    20250101000000Z 20270101000000Z "$signing$period"
make signing-g2-sha256 sha256 1024 1003 '/C=GB/O=nhs/OU=CA/CN=Example Signing G2' \
    '/O=nhs/OU=People/CN=000123456789_ROWE_Sam' 20250101000000Z 20270601000000Z "$signing"
make foreign-rsa2048 sha256 2048 1004 '/O=Example Bank/CN=Example CA' '/O=Example Bank/OU=people/CN=000123456789' \
    20250101000000Z 20260101000000Z "$authentication"
make devices-rsa2048 sha256 2048 1005 /O=nhs/OU=CA/CN=SubCA02 /O=nhs/OU=Devices/CN=000123456789 \
    20250101000000Z 20260101000000Z "$authentication"
make generalized-time sha256 1024 1006 /O=nhs/OU=CA/CN=SubCA02 /O=nhs/OU=people/CN=000123456789 \
    20250101000000Z 20600101000000Z "$authentication"
make odd-names sha256 1024 1007 /O=nhs/OU=CA/CN=SubCA02 \
    "/O=nhs/OU=people/CN=000123456789_$(printf 'A\342\200\256B\033[31m\360\237\230\200')" \
    20250101000000Z 20270101000000Z "$signing"
make authority sha256 2048 1008 /O=nhs/OU=CA/CN=SubCA02 '/O=nhs/OU=CA/CN=Example Level 1D' \
    20250101000000Z 20260101000000Z 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n'
# The underscore is no character of PrintableString; OpenSSL's old default then takes T61String.
mask=default make signing-t61 sha256 1024 1009 /O=nhs/OU=CA/CN=SubCA02 '/O=nhs/OU=People/CN=000123456789_ROWE_Sam' \
    20250101000000Z 20270101000000Z "$signing"
