import { parseRanges } from "../../lib/env/ranges.ts";
import type { Settings } from "../settings.ts";
import { StackError } from "../stack.ts";
import { localhosts } from "./listens-on.ts";

type Environment = Settings["environment"];

/**
 * Whether each connection begins with a line that names the client (PROXY protocol), as a proxy in
 * front of nginx writes it.
 */
export function speaksProxyProtocol({ PROXY_PROTOCOL: given = "off" }: Environment): boolean {
  if (given === "on" || given === "off") return given === "on";
  throw new StackError(
    `PROXY_PROTOCOL must be "on", where a proxy in front sends the PROXY protocol, or "off", but it is "${given}".`,
  );
}

export function listenLines(port: number, tls: boolean, siteUrl: string, environment: Environment): string {
  const how = `${tls ? " ssl" : ""}${speaksProxyProtocol(environment) ? " proxy_protocol" : ""}`;
  const lines = localhosts().map(
    (host) => `listen ${host.includes(":") ? `[${host}]` : host}:${port}${how};\n`,
  );
  const certificate =
    "ssl_certificate place/localhost.crt;\nssl_certificate_key place/localhost.key;\nssl_protocols TLSv1.2 TLSv1.3;\n" +
    // 497 is nginx's name for plain HTTP on this port.
    `error_page 497 =308 ${new URL(siteUrl).origin}$request_uri;\n`;
  return lines.join("") + (tls ? certificate : "");
}

/** The proxies that nginx believes about the client's address; none by default. */
export function proxyLines(environment: Environment): string {
  const given = environment.TRUSTED_PROXIES?.trim();
  const parsed = given ? parseRanges(given) : { ranges: [] };
  if ("problem" in parsed) {
    throw new StackError(
      `TRUSTED_PROXIES ${parsed.problem}. It must be the addresses of the proxies in front of this site, such as 10.0.0.5, 192.0.2.0/24.`,
    );
  }
  const header = speaksProxyProtocol(environment) ? "proxy_protocol" : "X-Forwarded-For";
  return [
    ...parsed.ranges.map((range) => `set_real_ip_from ${range};`),
    `real_ip_header ${header};`,
    "real_ip_recursive on;",
    "",
  ].join("\n");
}

/**
 * This stack listens on loopback, where one address is a whole load test. Its limits are therefore
 * far above what one person needs. The limits of a site that others reach are in
 * nginx/compose/edge.sh.
 */
const loopbackLimits = { requests: 5000, connections: 1000, streams: 500 };

/** The limits per address: requests per second, and connections and event streams at once. */
export function limitLines(environment: Environment): string {
  const limit = (name: string, otherwise: number, most = 65_535) => {
    const given = environment[name];
    if (given === undefined) return otherwise;
    if (!/^[1-9]\d{0,5}$/.test(given) || Number(given) > most)
      throw new StackError(`${name} must be a whole number from 1 to ${most}, but it is "${given}".`);
    return Number(given);
  };
  const requests = limit("REQUESTS_PER_ADDRESS", loopbackLimits.requests, 999_999);
  return [
    `limit_req_zone $client_place zone=requests:1m rate=${requests}r/s;`,
    `limit_req zone=requests burst=${requests * 3} nodelay;`,
    `limit_conn connections ${limit("CONNECTIONS_PER_ADDRESS", loopbackLimits.connections)};`,
    `limit_conn streams ${limit("STREAMS_PER_ADDRESS", loopbackLimits.streams)};`,
    "",
  ].join("\n");
}
