/**
 * Calls the site, which is on this machine or in the same Compose network. By itself, oidc-provider
 * refuses to call such addresses, since a client of a public provider could name any. Here the only
 * client is this site, and the settings name its address.
 */
export function fetchFromOwnNetwork(url: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  // The library's dispatcher is what refuses; it is of undici's types, which the DOM's don't have.
  const { dispatcher: _, ...options } = init as RequestInit & { dispatcher?: unknown };
  return fetch(url, options);
}
