/** What anybody reads in a cookie's value, if it's JSON in base64, signed or not. */
export function readable(value: string): string | undefined {
  try {
    const text = atob((value.split(".")[0] ?? "").replaceAll("-", "+").replaceAll("_", "/"));
    return JSON.stringify(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/**
 * The cookie as somebody would change it who wants to be more than a user; what can't be read
 * is changed in one letter.
 */
export function promoted(value: string): string {
  const text = readable(value);
  if (text === undefined) {
    const middle = Math.floor(value.length / 2);
    return value.slice(0, middle) + (value[middle] === "A" ? "B" : "A") + value.slice(middle + 1);
  }
  const [, ...signature] = value.split(".");
  const changed = btoa(text.replace('"role":"user"', '"role":"operator"'));
  return [changed.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", ""), ...signature].join(".");
}
