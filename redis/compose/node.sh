#!/bin/sh
# Starts a Redis node in its container (its name: $1), as primary or replica, as the Sentinels say
# at this moment. A node that Docker restarts therefore never argues with an election. If the
# Sentinels elected another meanwhile, this one follows it from its first second on. If they did
# not, this one is still primary and has everything that it ever wrote.
set -eu
umask 077
. /etc/unstuck/compose/programs.sh

name=$1
config=/data/redis.conf
# Each node has a port of its own (as topology.ts has them). Containers get each other's addresses
# when they start again, and a Sentinel that can't look a name up tries the address that it knew.
# With one port for all, a Sentinel once took the primary for a replica that had forgotten its role,
# and told it to follow itself.
port_of() { echo "640${1#redis-}"; }
REDISCLI_AUTH=$(cat /run/unstuck/replication-password)
export REDISCLI_AUTH

# Prints "EPOCH PRIMARY REPLICAS" by the Sentinel that knows of the latest election, and nothing if
# none answers. The Sentinel that leads an election tells clients which node it has promoted about a
# second before it writes down the name and a new epoch.
ask_sentinels() {
  for sentinel in sentinel-1 sentinel-2 sentinel-3; do
    printf 'SENTINEL MASTER unstuck\nSENTINEL GET-MASTER-ADDR-BY-NAME unstuck\n' |
      timeout 1 "$cli" -h "$sentinel" -p "2640${sentinel#sentinel-}" --user replication 2>/dev/null |
      awk 'NR % 2 { key = $0; next } { is[key] = $0 }
        END { if ("ip" in is) print is["config-epoch"] + (key != is["ip"]), key, is["num-slaves"] }'
  done | sort -n | tail -n 1
}

has_data() { [ -e /data/appendonlydir/appendonly.aof.manifest ]; }

answers() { timeout 1 "$cli" -h "$1" -p "$(port_of "$1")" --user replication PING 2>/dev/null | grep -q PONG; }

# Sets `primary` to the node to follow, or to this node's own name. Fails if it can't find out
# within 20 s.
find_primary() {
  primary=
  for _ in $(seq 20); do
    answer=$(ask_sentinels)
    if [ -n "$answer" ]; then
      primary=$(echo "$answer" | cut -d' ' -f2)
      replicas=$(echo "$answer" | cut -d' ' -f3)
      if [ "$primary" = "$name" ]; then
        if has_data || [ "$replicas" -eq 0 ]; then return 0; fi
        # Its replicas would copy the empty data, so this node waits until the Sentinels have
        # elected one of them.
        echo "$name is primary, but its disk is empty and its replicas' aren't: waiting for an election."
      else
        # When all nodes start at once, a replica that had missed writes must not be up, and
        # elected, before the primary is up.
        if answers "$primary"; then return 0; fi
        echo "$name is a replica of $primary, which doesn't answer yet: waiting."
      fi
    fi
    sleep 1
  done
  # Without the primary, its replicas must be up, so that the Sentinels can elect one of them.
  [ -n "$primary" ] && [ "$primary" != "$name" ]
}

if find_primary; then
  # This script writes the file again at each start, because what an earlier run's Sentinels wrote
  # into it may be outdated by now.
  {
    echo 'include /etc/unstuck/redis.conf'
    echo 'aclfile /run/unstuck/users.acl'
    echo 'masteruser replication'
    echo "masterauth $REDISCLI_AUTH"
    echo 'bind * -::*'
    echo 'dir /data'
    echo "port $(port_of "$name")"
    # Half the number of replicas, rounded up, which is half the number of nodes, rounded
    # down: redis.conf says why.
    echo "min-replicas-to-write $((REDIS_NODES / 2))"
    # Addresses change when containers do; names stay.
    echo "replica-announce-ip $name"
    if [ "$primary" != "$name" ]; then echo "replicaof $primary $(port_of "$primary")"; fi
  } >"$config"
elif [ -e "$config" ]; then
  echo "No Sentinel says who is primary: $name goes on in the role that it had." >&2
else
  echo "No Sentinel says who is primary, and $name has no role yet. Look at the logs of sentinel-1 to sentinel-3." >&2
  exit 1
fi
unset REDISCLI_AUTH
exec "$server" "$config"
