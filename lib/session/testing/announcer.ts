import { type AnnouncementProblem, Announcements } from "../announcements.ts";
import type { Revocation } from "../journal.ts";
import { defaultKeys } from "../keys.ts";
import { parseRedisUrl } from "../redis/url.ts";
import { Watchers } from "../watchers.ts";

/** Announcements and open pages of a store, without sessions. */
export class Announcer {
  readonly heard: Revocation[] = [];
  readonly problems: AnnouncementProblem[] = [];
  readonly #watchers = new Watchers();
  readonly #announcements: Announcements;

  constructor(url: string, label: string) {
    this.#announcements = new Announcements(parseRedisUrl(url), {
      label,
      channel: defaultKeys.channel,
      onHeard: (revocation) => {
        this.heard.push(revocation);
        this.#watchers.ended(revocation);
      },
      onMissed: () => this.#watchers.unsure(),
      onProblem: (problem) => this.problems.push(problem),
    });
  }

  announce(revocation: Revocation): void {
    this.#watchers.ended(revocation);
    this.#announcements.announce(revocation);
  }

  watch(...[session, watcher]: Parameters<Watchers["watch"]>): () => void {
    return this.#watchers.watch(session, watcher);
  }

  close(): void {
    this.#announcements.close();
  }
}
