/*
 * The browser's cookie holds a token of three parts: a tag that names the user's keys, a public id,
 * and a secret of 256 random bits. Nothing else holds the secret.
 */
import { random } from "./fast/random.ts";

/**
 * The content of the browser's cookie, which nothing else holds: `<tag>.<id>.<secret>`, with a
 * region before it if several deployments exist. The tag finds the slot, the id finds the record,
 * and the secret (256 bits) is the proof.
 */
export interface Token {
  region?: string;
  tag: string;
  /** Stays the same through rotations; may be shown and logged. 128 random bits. */
  id: string;
  secret: Buffer;
}

const shape = /^(?:([a-z0-9-]{1,16})\.)?([\w-]{16})\.([\w-]{22})\.([\w-]{43})$/;

/**
 * A new session's token, at random. The tokens that follow it are derived: see {@link Verifiers}.
 */
export function newToken(tag: string, region?: string): Token {
  return {
    ...(region ? { region } : {}),
    tag,
    id: random(16).toString("base64url"),
    secret: random(32),
  };
}

export function formatToken({ region, tag, id, secret }: Token): string {
  return `${region ? `${region}.` : ""}${tag}.${id}.${secret.toString("base64url")}`;
}

/** Reads a token. Undefined for a text of another form, which so costs no round trip. */
export function parseToken(text: string): Token | undefined {
  const match = shape.exec(text);
  if (!match) return undefined;
  const [, region, tag, id, secret] = match;
  if (!tag || !id || !secret) return undefined;
  return { ...(region ? { region } : {}), tag, id, secret: Buffer.from(secret, "base64url") };
}
