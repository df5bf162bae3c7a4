# The settings in front of the nodes that differ from site to site, for start.sh: the limits per
# address, and the proxies whose word about a client's address counts.

trusted_proxies=$(printf %s "${TRUSTED_PROXIES:-}" | tr -d '[:space:]')
proxy_protocol=${PROXY_PROTOCOL:-off}

# This refuses a wrong setting. With one, nginx would believe no proxy, and behind a proxy all
# clients would share one address.
check_settings() {
  case "$proxy_protocol" in
    on | off) ;;
    *) echo 'PROXY_PROTOCOL must be "on", where a proxy in front sends the PROXY protocol, or "off".' >&2; return 1 ;;
  esac
  case "$trusted_proxies" in
    *[!0-9A-Fa-f:./,]* | */0 | */0,*)
      echo 'TRUSTED_PROXIES must be the addresses of the proxies in front of this site, such as 10.0.0.5, 192.0.2.0/24.' >&2
      return 1 ;;
  esac
  check_limit REQUESTS_PER_ADDRESS "${REQUESTS_PER_ADDRESS:-20}" 999999
  check_limit CONNECTIONS_PER_ADDRESS "${CONNECTIONS_PER_ADDRESS:-100}" 65535
  check_limit STREAMS_PER_ADDRESS "${STREAMS_PER_ADDRESS:-40}" 65535
}

# nginx's own message would name a line of a file that this script wrote.
check_limit() {
  case "$2" in
    '' | *[!0-9]* | 0* | ???????*) ;;
    *) if [ "$2" -le "$3" ]; then return 0; fi ;;
  esac
  echo "$1 must be a whole number from 1 to $3, but it is \"$2\"." >&2
  return 1
}

# The proxies that nginx believes about a client's address, by X-Forwarded-For or by the PROXY
# protocol. By default it believes none.
proxies() {
  echo "$trusted_proxies" | tr , '\n' | sed -n 's/^\(..*\)$/set_real_ip_from \1;/p'
  if [ "$proxy_protocol" = on ]; then echo 'real_ip_header proxy_protocol;'; else echo 'real_ip_header X-Forwarded-For;'; fi
  echo 'real_ip_recursive on;'
}

# These limits are above what a few people need who share one address: a dozen open live pages ask
# 18 times a second, and each has two streams at most. They are low enough that a few addresses
# can't take a machine with two cores from all other clients: `npm run proof -- --strangers` floods
# the site from four. With limits of 300, 500 and 400, those four took it.
limits() {
  requests=${REQUESTS_PER_ADDRESS:-20}
  cat <<END
limit_req_zone \$client_place zone=requests:1m rate=${requests}r/s;
limit_req zone=requests burst=$((requests * 3)) nodelay;
limit_conn connections ${CONNECTIONS_PER_ADDRESS:-100};
limit_conn streams ${STREAMS_PER_ADDRESS:-40};
END
}
