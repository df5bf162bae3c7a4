#!/bin/sh
# Runs a service with what the service `secrets` handed out to it. A setting of the
# container's own counts more.
set -eu
. /run/unstuck/services.sh
exec "$@"
