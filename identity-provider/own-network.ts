/**
 * Calls the site, which is on this machine or in the same Compose network. By default,
 * oidc-provider refuses to call such addresses, because a client of a public provider could name
 * any address. Here the only client is this site, and the settings name its address.
 */
export function fetchFromOwnNetwork(url: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  // The library's dispatcher refuses such addresses. It has a type of undici's that the DOM's types
  // lack.
  const { dispatcher: _, ...options } = init as RequestInit & { dispatcher?: unknown };
  return fetch(url, options);
}
