import { revocationPromise } from "./checker/revoked-accepted.ts";
import { tokenPromise } from "./checker/token-lost.ts";
import type { FaultName } from "./faults.ts";

/**
 * A negative control: the campaign without one mechanism. It must find the failure that the
 * mechanism prevents.
 */
export interface Control {
  /** The missing mechanism, for the report. */
  readonly what: string;
  /** The site's settings that take the mechanism away. */
  readonly settings: Readonly<Record<string, string>>;
  /** The faults that are to show the failure, unless the command names others. */
  readonly faults: readonly FaultName[];
  /** Counts only violations of this promise, if another missing mechanism breaks other promises. */
  readonly promise?: string;
}

/** Every negative control, by the name that `--without` takes. */
export const controls = {
  memory: {
    what: "sessions in each node's memory instead of Redis",
    // No person can enter the password again in this control: another node doesn't know them.
    settings: { SESSION_STORE: "memory", STEP_UP_SECONDS: "300" },
    faults: ["kill a node"],
  },
  "connect-redis": {
    what: "connect-redis as the store, on the same Redis with its Sentinels",
    settings: { SESSION_STORE: "connect-redis" },
    faults: ["kill the primary while its replicas lag", "planned failover"],
  },
  "better-auth": {
    what: "better-auth with its Redis storage as the store, on the same Redis with its Sentinels",
    settings: { SESSION_STORE: "better-auth" },
    faults: ["kill the primary while its replicas lag", "planned failover"],
  },
  "upstash-adapter": {
    what: "Auth.js's adapter for Upstash Redis as the store, on the same Redis with its Sentinels",
    settings: { SESSION_STORE: "upstash-adapter" },
    faults: ["kill the primary while its replicas lag", "planned failover"],
  },
  wait: {
    what: "no WAIT: a write is acknowledged when the primary has it",
    settings: { UNSTUCK_WITHOUT: "wait" },
    faults: ["kill the primary while its replicas lag"],
  },
  "wait-all": {
    what: "WAIT for one replica instead of for all in step",
    settings: { UNSTUCK_WITHOUT: "wait-all" },
    faults: ["one replica lags, the other freezes, the primary dies"],
  },
  // WAIT alone keeps a revocation, and so does the journal alone. That the journal does shows only
  // without WAIT.
  journal: {
    what: "neither WAIT nor the journal, so that revocations aren't repeated on another primary",
    settings: { UNSTUCK_WITHOUT: "wait,journal" },
    faults: ["kill the primary while its replicas lag"],
    promise: revocationPromise,
  },
  // Each node repeats only its own revocations, so those of a node that died with the primary are
  // lost.
  announcements: {
    what: "neither WAIT nor announcements, so that each node repeats its own revocations alone",
    settings: { UNSTUCK_WITHOUT: "wait,announcements" },
    faults: ["kill a node and the primary while its replicas lag"],
    promise: revocationPromise,
  },
  "shown-token": {
    what: "rotation that counts a token as replaced from when the next was given, not from when the next was shown",
    settings: { UNSTUCK_WITHOUT: "shown-token" },
    faults: ["freeze both replicas past the deadline of writes"],
    promise: tokenPromise,
  },
  "guarded-reads": {
    what: "reads that a deposed primary answers too",
    settings: { UNSTUCK_WITHOUT: "guarded-reads" },
    faults: ["cut the primary and one node off from the rest"],
  },
  // It can't matter whether the record or its place in the list ends first, as long as the list
  // decides. Without the list, an end that deletes no record isn't one.
  index: {
    what: "records that answer by themselves, though signing out everywhere deletes none of them: it drops the list",
    settings: { UNSTUCK_WITHOUT: "index" },
    faults: ["reload nginx"],
    promise: revocationPromise,
  },
} satisfies Record<string, Control>;

export type ControlName = keyof typeof controls;

export const controlNames = Object.keys(controls) as ControlName[];
export const controlOf = (name: ControlName): Control => controls[name];
