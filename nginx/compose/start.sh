#!/bin/sh
# Runs nginx in its container and keeps place/upstream.conf true. nginx looks a name up once, at
# its start, and doesn't start at all while one can't be found: so this script looks the nodes
# up, and has nginx reload when an address changed. (`server … resolve` does it inside nginx,
# but only from 1.27.3 on.)
set -eu

nodes="app-a app-b app-c"
prefix=/run/nginx
upstream=$prefix/place/upstream.conf
. /etc/unstuck/compose/edge.sh

take_configuration() {
  mkdir -p "$prefix/place"
  cp /etc/unstuck/*.conf /etc/unstuck/*.html "$prefix/"
  cp /etc/unstuck/compose/place/*.conf "$prefix/place/"
  # What the demo adds, unless it was deleted.
  rm -rf "$prefix/demo"
  if [ -d /etc/unstuck/demo ]; then cp -r /etc/unstuck/demo "$prefix/demo"; fi
  proxies >"$prefix/place/proxies.conf"
  limits >"$prefix/place/limits.conf"
  if [ "$proxy_protocol" = on ]; then echo 'listen 8080 proxy_protocol;' >"$prefix/place/listen.conf"; fi
  ln -sfn /srv/assets "$prefix/assets"
}

# A node that can't be found (its container is down) keeps the last address: nginx
# passes over it by itself.
server_lines() {
  for node in $nodes; do
    address=$(getent ahostsv4 "$node") || true
    address=${address%% *}
    if [ -n "$address" ]; then
      printf 'server %s:3000 max_fails=1 fail_timeout=2s; # %s\n' "$address" "$node"
    else
      grep "# $node\$" "$upstream" 2>/dev/null || true
    fi
  done
}

update() {
  server_lines >"$upstream.new"
  # None found yet: an address where nobody listens, since nginx wants at least one.
  [ -s "$upstream.new" ] || echo 'server 127.0.0.1:9;' >"$upstream.new"
  cmp -s "$upstream.new" "$upstream" && return 1
  mv "$upstream.new" "$upstream"
}

check_settings
take_configuration
update
nginx -p "$prefix/" -c nginx.conf -e stderr &
nginx=$!
# QUIT lets it finish what is in flight.
trap 'kill -QUIT $nginx' QUIT TERM
# As with nginx itself: take the configuration again and go on serving.
trap 'take_configuration; kill -HUP $nginx' HUP

while kill -0 "$nginx" 2>/dev/null; do
  sleep 1 &
  wait $! || true
  if update; then kill -HUP "$nginx" 2>/dev/null || true; fi
done
wait "$nginx"
