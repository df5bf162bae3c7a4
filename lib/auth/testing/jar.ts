/** A browser's cookies of one site, by name. */
export type Jar = Map<string, string>;

/** The `Cookie` header of a request with these cookies. */
export const header = (jar: ReadonlyMap<string, string>) =>
  [...jar].map(([name, value]) => `${name}=${value}`).join("; ");

/** Applies an answer's `Set-Cookie` headers. */
export function store(jar: Jar, lines: readonly string[]): void {
  for (const line of lines) {
    const [pair = ""] = line.split(";");
    const at = pair.indexOf("=");
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
    if (value === "" || /max-age=0/i.test(line)) jar.delete(name);
    else jar.set(name, value);
  }
}
