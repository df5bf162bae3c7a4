import { AsyncLocalStorage } from "node:async_hooks";
import { perProcess } from "../../node/per-process.ts";
import type { RedisUnavailable } from "../../session/index.ts";
import type { SignOnError } from "./failure.ts";
import type { ProviderSignIn } from "./id-token.ts";

/** The results of a step of Auth.js that Auth.js itself can't report. */
export interface Note {
  outage?: RedisUnavailable;
  /** An account that only claimed the person's address was removed (company-sign-on.ts). */
  removed?: boolean;
  /** The sign-in that the ID token describes. */
  signIn?: ProviderSignIn;
  /** The true cause, because Auth.js says "Configuration" for all causes. */
  failure?: SignOnError;
}

/**
 * Pages and routes each get a copy of this module, and the first one to run sets up Auth.js. So the
 * process has one storage for all of them.
 */
const notes = () => perProcess("authjs-notes", () => new AsyncLocalStorage<Note>());

/** Runs a step of Auth.js, and returns its answer with the note made on the way. */
export async function noted<T>(step: () => Promise<T>): Promise<{ answer: T; note: Note }> {
  const note: Note = {};
  return { answer: await notes().run(note, step), note };
}

/** The note of the step that is under way. */
export const currentNote = (): Note => notes().getStore() ?? {};
