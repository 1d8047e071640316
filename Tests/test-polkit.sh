#!/bin/sh
# Installs the package beside Debian 13's own pcscd, which asks polkit, and looks at whom it serves and what the preflight
# says: test-polkit.sh PACKAGE. Everything runs in a chroot with mounts and processes of its own. Needs root.
set -eu
package=$(readlink -f "$1")
cd "$(dirname "$0")/.."
fresh=.build/debian-trixie root=.build/debian-trixie-polkit

.ci/fresh-debian.sh "$fresh" trixie
rm -rf "$root" && cp -a "$fresh" "$root"
cp "$package" "$root/root/ra.deb"
# Debian 12's library speaks an earlier protocol (4:4) than Debian 13's service (4:5).
older=/usr/lib/x86_64-linux-gnu/libpcsclite.so.1
if grep -q '^VERSION_ID="12"' /etc/os-release && [ -e "$older" ]; then install -D "$older" "$root/opt/older/libpcsclite.so.1"; fi
cat >"$root/root/look.sh" <<'INSIDE'
set -eu
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
apt-get -qq -y --no-install-recommends install /root/ra.deb polkitd dbus dbus-bin python3-minimal >/dev/null 2>&1
dpkg-query -W ra-workstation pcscd libpcsclite1 libccid polkitd libsqlite3-0
ra --version
for user in member other; do useradd -m "$user"; done
usermod -aG ra-workstation member

# user words…: what the preflight says of the card service to that user has each of the words.
says() {
    user=$1 && shift
    said=$(setpriv --reuid "$user" --regid "$user" --init-groups env HOME=/tmp \
        LD_LIBRARY_PATH="${library:-}" ra preflight --only service.reachable,readers.count,session.place --json 2>/dev/null)
    for word in "$@"; do
        case $said in
        *"$word"*) ;;
        *) echo "test-polkit: to $user the preflight doesn't say $word: $said" >&2 && exit 1 ;;
        esac
    done
    echo "$user: $*"
}
wait_for() { # command…: until it ends well, for ten seconds at most
    for _ in $(seq 100); do
        if "$@" >/dev/null 2>&1; then return 0; fi
        sleep 0.1
    done
    echo "test-polkit: '$*' never ended well" >&2 && exit 1
}
socket=/run/pcscd/pcscd.comm

echo '- no service'
for user in root member; do says $user '"condition":"absent"' 'installed and not running'; done

echo '- systemd listens and no service starts'
mkdir -p /run/pcscd
python3 -c "
import socket, time
open('/proc/self/comm', 'w').write('systemd')
s = socket.socket(socket.AF_UNIX); s.bind('$socket'); s.listen(8); time.sleep(120)" & listener=$!
wait_for test -S $socket
chmod 666 $socket
for user in root member; do says $user '"condition":"notStarted"' 'systemctl status pcscd.socket pcscd'; done
kill $listener && rm $socket

echo '- pcscd without D-Bus or polkit'
pcscd --foreground >/root/pcscd.log 2>&1 & service=$!
wait_for test -S $socket
for user in root member other; do
    says $user '"condition":"refused"' '"cause":"polkitNotRunning"' 'apt-get install polkitd'
done

echo '- with polkit'
mkdir -p /run/dbus
dbus-daemon --system --fork
/usr/lib/polkit-1/polkitd --no-debug >/root/polkitd.log 2>&1 & polkit=$!
owned() { dbus-send --system --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner \
    string:org.freedesktop.PolicyKit1 | grep -q 'boolean true'; }
wait_for owned
says root '"condition":"running"' '"readers.count"' 'There is no'
says member '"condition":"running"' '"readers.count"' 'There is no'
# A service's user, as the preflight at boot has it: the group is its own.
says ra-workstation '"condition":"running"'
says other '"condition":"refused"' '"cause":"polkitRefuses"' '"polkitRule":true' 'adduser NAME ra-workstation'
SSH_CONNECTION='192.0.2.1 1 192.0.2.2 22' && export SSH_CONNECTION
says member '"condition":"running"' 'This is a session over ssh.'
says other '"condition":"refused"' "polkit's rule for readers doesn't let this user in"
unset SSH_CONNECTION

if [ -d /opt/older ]; then
    echo "- Debian 12's library"
    library=/opt/older
    says member '"condition":"wrongVersion"' 'apt-get install pcscd libpcsclite1'
    library=
fi

echo '- without the rule'
mv /usr/share/polkit-1/rules.d/50-ra-workstation.rules /root/
# polkitd looks at its folders by itself; it is asked until it has.
refused() { ! setpriv --reuid member --regid member --init-groups env HOME=/tmp ra readers; }
wait_for refused
says member '"condition":"refused"' '"cause":"polkitRefuses"' '"polkitRule":false' 'apt-get install --reinstall'
kill $service $polkit
INSIDE
unshare -m -p -f --propagation private sh -eu -c "
    mount -t proc proc '$root/proc'
    mount -t tmpfs tmpfs '$root/run'
    exec chroot '$root' env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 sh /root/look.sh"
echo "test-polkit: Debian 13's card service serves the group, and nobody else; the preflight tells why"
