import { AsyncLocalStorage } from "node:async_hooks";
import { perProcess } from "../../node/per-process.ts";
import type { RedisUnavailable } from "../../session/index.ts";
import type { SignOnError } from "./failure.ts";
import type { ProviderSignIn } from "./id-token.ts";

/** What a step of Auth.js came to that Auth.js itself has no way to tell. */
export interface Note {
  outage?: RedisUnavailable;
  /** An account that only claimed the person's address was removed (company-sign-on.ts). */
  removed?: boolean;
  /** What the ID token says. */
  signIn?: ProviderSignIn;
  /** The true cause, where Auth.js says "Configuration" to all of them. */
  failure?: SignOnError;
}

/**
 * Pages and routes get a copy of this module each, and Auth.js is set up by whichever comes
 * first: one for all of them.
 */
const notes = () => perProcess("authjs-notes", () => new AsyncLocalStorage<Note>());

/** Runs a step of Auth.js, and gives its answer with what was noted on the way. */
export async function noted<T>(step: () => Promise<T>): Promise<{ answer: T; note: Note }> {
  const note: Note = {};
  return { answer: await notes().run(note, step), note };
}

/** The note of the step that is under way. */
export const currentNote = (): Note => notes().getStore() ?? {};
