import type { Client, Provider } from "oidc-provider";

/**
 * Milliseconds after which the provider retries a logout that the site didn't accept: two minutes
 * in all, which outlasts an election.
 */
const pauses = [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 60_000];

/** A method of oidc-provider's client that its types don't declare (lib/models/client.js). */
interface LogoutClient extends Client {
  backchannelLogout(accountId: string, sid: string | undefined): Promise<void>;
}

/**
 * Logouts at the site by the back channel (OpenID Connect Back-Channel Logout 1.0), with retries
 * until the site accepts them.
 */
export class BackChannel {
  // Not a parameter property of the constructor: in the container, Node.js runs this file as it is
  // and doesn't support those.
  readonly #provider: Provider;
  readonly #clientId: string;

  constructor(provider: Provider, clientId: string) {
    this.#provider = provider;
    this.#clientId = clientId;
    // oidc-provider sends each logout once, when a person signs out, and reports a failure.
    provider.on("backchannel.error", (_ctx, error, client, accountId, sid) =>
      this.#again(client as LogoutClient, accountId, sid, error),
    );
  }

  /**
   * Ends all sessions that the site has of a person, as an administrator does: a logout token with
   * `sub` alone.
   */
  async endAll(accountId: string): Promise<void> {
    const client = (await this.#provider.Client.find(this.#clientId)) as LogoutClient | undefined;
    if (!client) return;
    try {
      await client.backchannelLogout(accountId, undefined);
    } catch (error) {
      this.#again(client, accountId, undefined, error as Error);
    }
  }

  #again(client: LogoutClient, accountId: string, sid: string | undefined, error: Error, turn = 0): void {
    console.error(`A logout did not reach the site: ${error.message}`);
    const pause = pauses[turn];
    // A token that the site calls invalid stays invalid.
    if (pause === undefined || /got: 400/.test(error.message)) return;
    setTimeout(() => {
      client
        .backchannelLogout(accountId, sid)
        .catch((next: Error) => this.#again(client, accountId, sid, next, turn + 1));
    }, pause).unref();
  }
}
