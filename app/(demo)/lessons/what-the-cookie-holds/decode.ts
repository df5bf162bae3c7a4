/** The text that anybody can read in a cookie's value, if it is JSON in base64, signed or not. */
export function readable(value: string): string | undefined {
  try {
    const text = atob((value.split(".")[0] ?? "").replaceAll("-", "+").replaceAll("_", "/"));
    return JSON.stringify(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/**
 * The cookie as an attacker would change it to become more than a user. If the value can't be read,
 * one letter of it is changed.
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
