#!/bin/sh
# Checks whether the Redis or Sentinel of this container answers ($1: its configuration, for the
# port). The client takes the place of this shell, so that a health check is one process in the end.
set -eu
. /etc/unstuck/compose/programs.sh

REDISCLI_AUTH=$(cat /run/unstuck/replication-password)
export REDISCLI_AUTH
exec "$cli" -e -p "$(sed -n 's/^port //p' "$1")" --user replication ping
