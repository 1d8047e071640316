# To be read in with `.`, by a script that has set root (a folder with a Debian in it): runs things there, and wants
# something of them.
inside() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
as() { # user command…: as that user, with its groups
    who=$1 && shift
    inside setpriv --reuid "$who" --regid "$who" --init-groups env HOME=/tmp "$@"
}
fail() { echo "$(basename "$0"): $*" >&2 && exit 1; }
wanted() { # status command…: runs it inside and wants that exit status
    want=$1 && shift
    got=0 && inside "$@" || got=$?
    [ "$got" = "$want" ] || fail "'$*' gives $got and not $want"
}
silent() { # command…: it ends well and has nothing to say; systemd-analyze ends well after a key that it doesn't know
    said=$(wanted 0 "$@" 2>&1) || fail "$said"
    [ -z "$said" ] || fail "'$*' says: $said"
}
install_packages() { # package…: as an administrator does, who is asked nothing
    inside apt-get -qq -y --no-install-recommends install "$@" >"$root/root/apt.log" 2>&1 || fail "$(cat "$root/root/apt.log")"
}
purge() { # package
    inside apt-get -qq -y purge "$1" >"$root/root/apt.log" 2>&1 || fail "$(cat "$root/root/apt.log")"
}
wait_for() { # command…: until it ends well, for ten seconds at most
    for _ in $(seq 100); do
        if "$@" >/dev/null 2>&1; then return 0; fi
        sleep 0.1
    done
    fail "'$*' never ended well"
}
