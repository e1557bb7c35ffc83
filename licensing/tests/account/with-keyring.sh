#!/usr/bin/env bash
# Runs a command with a keyring of its own in a given state.
# usage: with-keyring.sh FOLDER unlocked|locked|frozen|deleted|none COMMAND...
# The keyring lies in FOLDER and is there again at the next run. The command finds the daemon's process in $KEYRING_PID.
set -uo pipefail
folder=$1 state=$2
shift 2
export XDG_RUNTIME_DIR=$folder/run XDG_DATA_HOME=$folder/data XDG_CONFIG_HOME=$folder/config XDG_CACHE_HOME=$folder/cache
mkdir -p "$XDG_RUNTIME_DIR" "$XDG_DATA_HOME" "$XDG_CONFIG_HOME" "$XDG_CACHE_HOME"
chmod 700 "$XDG_RUNTIME_DIR"
unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS
[ "$state" = none ] && exec "$@"

collection=/org/freedesktop/secrets/aliases/default
export state collection
exec dbus-run-session -- bash -c '
    secrets() { gdbus call --session --dest org.freedesktop.secrets --object-path "$1" --method "org.freedesktop.Secret.$2" "${@:3}"; }
    printf %s pw | gnome-keyring-daemon --unlock --components=secrets --foreground >/dev/null 2>&1 &
    export KEYRING_PID=$!
    for _ in $(seq 2400); do
        gdbus call --session --dest org.freedesktop.DBus --object-path /org/freedesktop/DBus \
            --method org.freedesktop.DBus.GetNameOwner org.freedesktop.secrets >/dev/null 2>&1 && break
        kill -0 "$KEYRING_PID" 2>/dev/null || break
        sleep 0.025
    done
    case $state in
        locked) secrets /org/freedesktop/secrets Service.Lock "[objectpath \"$collection\"]" >/dev/null ;;
        frozen) kill -STOP "$KEYRING_PID" ;;
        deleted)
            items=$(secrets /org/freedesktop/secrets Service.SearchItems "{\"service\": \"picopress\"}" | grep -o "/org/freedesktop/secrets/collection/[A-Za-z0-9_/]*")
            for item in $items; do secrets "$item" Item.Delete >/dev/null; done ;;
    esac
    "$@"
    status=$?
    kill -CONT "$KEYRING_PID" 2>/dev/null
    kill "$KEYRING_PID" 2>/dev/null
    exit $status
' with-keyring "$@"
