import { env } from "../env.ts";
import { addressOf } from "./throttle/address.ts";

const names = ["localhost", "127.0.0.1", "[::1]"];

/**
 * Whether a request comes from the machine that the site runs on. The client's address, the site's
 * own host and the requested host must all be loopback ones. A proxy on the same machine, such as a
 * tunnel, has a loopback address for every client, but another host name.
 */
export function isOnThisMachine(headers: Headers): boolean {
  const address = addressOf(headers);
  // `addressOf` leaves only the network of an IPv6 address. For ::1, that is this one.
  const isLoopback = address.startsWith("127.") || address === "0:0:0:0::/64";
  const asked = `http://${headers.get("host") ?? ""}`;
  const hosts = [env().SITE_URL, asked].map((url) => (URL.canParse(url) ? new URL(url).hostname : ""));
  return isLoopback && hosts.every((host) => names.includes(host));
}
