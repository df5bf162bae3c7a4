#!/bin/sh
# Runs nginx in its container and keeps place/upstream.conf up to date. nginx looks a name up once,
# at its start, and doesn't start at all while it can't find one. So this script looks the nodes up,
# and has nginx reload when an address has changed. (`server … resolve` does this inside nginx, but
# only from 1.27.3 on.)
set -eu

nodes="app-a app-b app-c"
prefix=/run/nginx
upstream=$prefix/place/upstream.conf
# Services in other languages, with two replicas each.
services=
case ",$(printf %s "${COMPOSE_PROFILES:-}" | tr -d '[:space:]')," in
  *,services,*) services="express django spring" ;;
esac
. /etc/unstuck/compose/edge.sh

take_configuration() {
  mkdir -p "$prefix/place"
  cp /etc/unstuck/*.conf /etc/unstuck/*.html "$prefix/"
  cp /etc/unstuck/compose/place/*.conf "$prefix/place/"
  # What the demo adds, unless it was deleted.
  rm -rf "$prefix/demo"
  if [ -d /etc/unstuck/demo ]; then cp -r /etc/unstuck/demo "$prefix/demo"; fi
  rm -rf "$prefix/services"
  if [ -n "$services" ]; then cp -r /etc/unstuck/services "$prefix/services"; fi
  proxies >"$prefix/place/proxies.conf"
  limits >"$prefix/place/limits.conf"
  if [ "$proxy_protocol" = on ]; then echo 'listen 8080 proxy_protocol;' >"$prefix/place/listen.conf"; fi
  ln -sfn /srv/assets "$prefix/assets"
}

# If this script can't find a node (its container is down), it keeps the node's last address. nginx
# passes over the node by itself.
server_lines() { # FILE NODE…
  file=$1
  shift
  for node; do
    address=$(getent ahostsv4 "$node") || true
    address=${address%% *}
    if [ -n "$address" ]; then
      printf 'server %s:3000 max_fails=1 fail_timeout=2s; # %s\n' "$address" "$node"
    else
      grep "# $node\$" "$file" 2>/dev/null || true
    fi
  done
}

# Whether the addresses of these nodes have changed. If so, the file now has the new ones.
changed() { # FILE NODE…
  server_lines "$@" >"$1.new"
  # The script has found no node yet. This is an address where nothing listens, because nginx wants
  # at least one.
  [ -s "$1.new" ] || echo 'server 127.0.0.1:9;' >"$1.new"
  cmp -s "$1.new" "$1" && return 1
  mv "$1.new" "$1"
}

update() {
  some=1
  # shellcheck disable=SC2086
  if changed "$upstream" $nodes; then some=0; fi
  for service in $services; do
    if changed "$prefix/place/$service.conf" "$service-a" "$service-b"; then some=0; fi
  done
  return $some
}

check_settings
take_configuration
update || true
nginx -p "$prefix/" -c nginx.conf -e stderr &
nginx=$!
# QUIT lets nginx finish the requests in progress.
trap 'kill -QUIT $nginx' QUIT TERM
# HUP means the same as with nginx itself: take the configuration again and go on serving.
trap 'take_configuration; kill -HUP $nginx' HUP

while kill -0 "$nginx" 2>/dev/null; do
  sleep 1 &
  wait $! || true
  if update; then kill -HUP "$nginx" 2>/dev/null || true; fi
done
wait "$nginx"
