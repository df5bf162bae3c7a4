#!/bin/sh
# Runs a service with the settings that the service `secrets` handed out to it. The container's own
# settings take precedence.
set -eu
. /run/unstuck/services.sh
exec "$@"
