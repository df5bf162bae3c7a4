import { env } from "../env.ts";
import { addressOf } from "./throttle/address.ts";

const names = ["localhost", "127.0.0.1", "[::1]"];

/**
 * Whether a request comes from the machine that the site runs on: its client's address is a
 * loopback one, and so are the site's own and the one that was asked for. What stands in front of a
 * site on the same machine, a tunnel say, has that address for every client, but another name.
 */
export function isOnThisMachine(headers: Headers): boolean {
  const address = addressOf(headers);
  // Of an IPv6 address, the network is what is left: of ::1, this.
  const isLoopback = address.startsWith("127.") || address === "0:0:0:0::/64";
  const asked = `http://${headers.get("host") ?? ""}`;
  const hosts = [env().SITE_URL, asked].map((url) => (URL.canParse(url) ? new URL(url).hostname : ""));
  return isLoopback && hosts.every((host) => names.includes(host));
}
