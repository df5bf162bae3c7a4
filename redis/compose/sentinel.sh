#!/bin/sh
# Starts a Sentinel in its container (its name: $1). Its file is its memory (the replicas, its
# votes, the last primary), so this script keeps it. If the template that it was made from has
# changed, the script makes it again, with the last primary.
set -eu
umask 077
. /etc/unstuck/compose/programs.sh

name=$1
template=/run/unstuck/sentinel.conf
made_from=/data/made-from.conf
config=/data/sentinel.conf

if ! cmp -s "$template" "$made_from" || [ ! -e "$config" ]; then
  primary=$(sed -n 's/^sentinel monitor unstuck \([^ ]*\) .*/\1/p' "$config" 2>/dev/null || true)
  primary=${primary:-redis-1}
  {
    # The Sentinel uses names instead of addresses in what it asks, says and tells clients, because
    # a restarted container may have another address.
    echo 'sentinel resolve-hostnames yes'
    echo 'sentinel announce-hostnames yes'
    echo "sentinel announce-ip $name"
    # Each Sentinel has a port of its own: see node.sh.
    sed -e "s/^port .*/port 2640${name#sentinel-}/" \
      -e "s/^sentinel monitor unstuck [^ ]* [^ ]*/sentinel monitor unstuck $primary 640${primary#redis-}/" "$template"
  } >"$config"
  cp "$template" "$made_from"
fi
exec "$server" "$config" --sentinel
