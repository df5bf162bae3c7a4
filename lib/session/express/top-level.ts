/** A session's top-level keys, each with its value as JSON. */
export type TopLevel = ReadonlyMap<string, string>;

export const nothing: TopLevel = new Map();

/** @throws {TypeError} for a value that JSON can't hold, such as a BigInt. */
export function topLevelOf(session: object): TopLevel {
  const keys = new Map<string, string>();
  for (const [key, value] of Object.entries(session)) {
    const json: string | undefined = JSON.stringify(value);
    if (json !== undefined) keys.set(key, json);
  }
  return keys;
}

export const topLevelIn = (json: string): TopLevel => topLevelOf(JSON.parse(json) as object);

export function jsonOf(keys: TopLevel): string {
  return `{${[...keys].map(([key, json]) => `${JSON.stringify(key)}:${json}`).join(",")}}`;
}

/** Whether a request changed anything of the session that it was given. */
export function isChanged(base: TopLevel, mine: TopLevel): boolean {
  return base.size !== mine.size || [...mine].some(([key, json]) => differs(key, base.get(key), json));
}

/**
 * A session's contents after a request's changes: the changed keys with the request's values, and
 * all others as they are now.
 * @param base The session that the request was given.
 * @param mine The session as the request left it.
 * @param theirs The session as other requests have left it meanwhile.
 */
export function merged(base: TopLevel, mine: TopLevel, theirs: TopLevel): TopLevel {
  const result = new Map(theirs);
  for (const [key, json] of mine) {
    const before = base.get(key);
    // If neither changed the cookie, this request's cookie is taken, since it has the later end.
    const isFresh = key === "cookie" && !differs(key, before, theirs.get(key));
    if (isFresh || differs(key, before, json)) result.set(key, json);
  }
  for (const key of base.keys()) if (!mine.has(key)) result.delete(key);
  return result;
}

function differs(key: string, before: string | undefined, now: string | undefined): boolean {
  if (before === now) return false;
  return key !== "cookie" || before === undefined || now === undefined || !isSameCookie(before, now);
}

interface CookieData {
  expires?: unknown;
  originalMaxAge?: unknown;
}

/**
 * Milliseconds. Each time that express-session prolongs a cookie, the cookie's `originalMaxAge` may
 * lose one.
 */
const drift = 1000;

/** Whether two cookies are the same, apart from the moment at which they were last prolonged. */
function isSameCookie(one: string, other: string): boolean {
  const [a, b] = [one, other].map((json) => {
    const { expires: _, originalMaxAge, ...rest } = JSON.parse(json) as CookieData;
    return { originalMaxAge, rest: JSON.stringify(rest) };
  }) as [{ originalMaxAge: unknown; rest: string }, { originalMaxAge: unknown; rest: string }];
  const [mine, theirs] = [a.originalMaxAge, b.originalMaxAge];
  const isSameAge =
    typeof mine === "number" && typeof theirs === "number"
      ? Math.abs(mine - theirs) <= drift
      : mine === theirs;
  return isSameAge && a.rest === b.rest;
}
