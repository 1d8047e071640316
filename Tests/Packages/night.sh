#!/bin/sh
# A night at a desk, and its log on the way to a collector, with what two packages have installed: night.sh ROOT VIRTUAL-DESK
#
# test-deb.sh runs it with mounts, processes and a network of its own: the root's pcscd has no reader but vpcd's two,
# and every port is free. VIRTUAL-DESK, the program, puts the cards in from outside.
set -eu
root=$1 virtual_desk=$2
cd "$(dirname "$0")/../.."
. Tests/Packages/inside.sh
ip link set lo up
scenario=Fixtures/scenarios/locked-with-email.yaml night=$root/root/night
mkdir -p "$night"

# The card service as this Debian has it; where it asks polkit, polkit answers.
if inside ldd /usr/sbin/pcscd | grep -q polkit; then
    mkdir -p "$root/run/dbus"
    inside dbus-daemon --system --fork
    inside /usr/lib/polkit-1/polkitd --no-debug >"$night/polkitd" 2>&1 &
    wait_for inside dbus-send --system --print-reply --dest=org.freedesktop.PolicyKit1 \
        /org/freedesktop/PolicyKit1/Authority org.freedesktop.DBus.Peer.Ping
fi
inside pcscd --foreground >"$night/pcscd" 2>&1 &
wait_for inside test -S /run/pcscd/pcscd.comm

echo '- a session at the desk, by a member of its group'
inside useradd -m member
inside usermod -aG ra-workstation member
mkdir -p "$root/etc/ra-workstation"
sed -n '/^settings:/,/^$/s/^  //p' "$scenario" >"$root/etc/ra-workstation/config.yaml"
sed -n '/^answers:/,$s/^  //p' "$scenario" >"$root/tmp/answers.yaml"
wait_for as member ra readers
as member ra readers
mkfifo "$night/reached"
"$virtual_desk" "$scenario" <"$night/reached" >"$night/cards" &
exec 3>"$night/reached"
# What the session comes to, the virtual desk hears: a card that is waited for, or a step.
{ as member ra unlock --json --answers /tmp/answers.yaml </dev/null 2>"$night/errors" || echo "status $?"; } |
    while read -r line; do
        echo "$line"
        case $line in
        *'"type":"wait"'*) echo "$line" | sed -n 's/.*"for":"\([^"]*\)".*/\1/p' >&3 ;;
        *'"type":"ask"'*) echo "$line" | { grep -o '"number":[0-9]*' || true; } | sed 's/"number":/step./' >&3 ;;
        esac
    done >"$night/session"
exec 3>&-
! grep '^status ' "$night/session" || fail "the session ends with another status than 0: $(cat "$night/errors")"
grep '"type":"end"' "$night/session" | grep '"outcome":"verified"' ||
    fail "the session came to no good end: $(tail -n 3 "$night/session") $(cat "$night/errors")"
[ -n "$(as member ra audit list --subject 000444555666 --outcome verified --format csv | tail -n +2)" ] ||
    fail 'the log has no outcome of the session'
as member ra audit verify | grep Sound

echo '- a collector, set up as ra-collector(7) says'
inside pg_ctlcluster "$(inside pg_lsclusters --no-header | cut -d ' ' -f 1)" main start
inside mkdir -p /etc/ra-collector
inside cp /usr/share/doc/ra-collector/examples/collector.yaml /etc/ra-collector/config.yaml
as postgres createdb ra_collector
as postgres ra-collector init
inside install -d -m 700 -o ra_collector /var/lib/ra-collector
as ra_collector ra-collector key | tee "$night/keys"
# shellcheck disable=SC2016,SC2046 # the inner shell's own; the service's command, with its arguments
as ra_collector sh -c 'echo $$ >/tmp/collector.pid && exec "$@"' sh \
    $(sed -n 's/^ExecStart=//p' "$root/usr/lib/systemd/system/ra-collector.service") \
    >"$night/collector" 2>&1 &
serving=$!
desk=$(inside ra audit key)
as ra_collector ra-collector enrol "$desk" --site osprey

echo '- the log goes there, as the timer has it done'
printf 'collector: {url: "http://127.0.0.1:7320", key: "%s"}\n' "$(head -n 1 "$night/keys")" \
    >>"$root/etc/ra-workstation/config.yaml"
push() { # as the unit has it
    # shellcheck disable=SC2046 # a command with its arguments
    as ra-workstation $(sed -n 's/^ExecStart=//p' "$root/usr/lib/systemd/system/ra-push.service")
}
wait_for grep -q listening "$night/collector"
push
as member ra audit verify | grep Sound
as ra_collector ra-collector status | tee "$night/status"
grep -q ok "$night/status" || fail 'the collector has not got the desk'
[ -n "$(as ra_collector ra-collector list --subject 000444555666 --outcome verified --format csv | tail -n +2)" ] ||
    fail "the collector doesn't hold the session"
as ra_collector ra-collector verify
[ "$(inside ra preflight --only collector.reachable,collector.behind,collector.fork | tee "$night/preflight" | grep -c '^pass ')" = 3 ] ||
    fail "the preflight isn't content with the collector: $(cat "$night/preflight")"

echo '- stopped, as systemd does, and purged: keys and database stay until somebody removes them'
kill "$(cat "$root/tmp/collector.pid")"
wait $serving || fail "the collector ends with $? on SIGTERM"
bodies() { as postgres psql -Atc 'select count(*) from event' ra_collector; }
before=$(bodies)
[ "$before" -gt 0 ] || fail 'the database holds no event'
purge ra-collector
[ ! -e "$root/usr/bin/ra-collector" ] || fail 'ra-collector is still there'
[ "$(bodies)" = "$before" ] || fail 'a purge changed the database'
[ -s "$root/var/lib/ra-collector/witness.key" ] || fail 'a purge removed the witness key'
install_packages /root/ra-collector.deb
as ra_collector ra-collector verify
: >"$root/etc/ra-collector/remove-keys-on-purge"
purge ra-collector
[ ! -e "$root/var/lib/ra-collector" ] || fail 'a purge that was asked to left the keys'
[ "$(bodies)" = "$before" ] || fail 'a purge that was asked for the keys changed the database'

rm -r "$root/etc/ra-collector" "$root/etc/ra-workstation"
