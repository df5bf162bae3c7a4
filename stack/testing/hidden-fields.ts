const entities: Readonly<Record<string, string>> = {
  quot: '"',
  amp: "&",
  lt: "<",
  gt: ">",
  "#x27": "'",
  "#39": "'",
};
const decoded = (text: string) => text.replace(/&([^;]+);/g, (all, name: string) => entities[name] ?? all);

/**
 * The hidden fields of a page's one form. They have the name of the Server Action that takes it,
 * and the values that the action closed over.
 */
export function hiddenFields(html: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [tag] of html.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
    const attribute = (name: string) => decoded(new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? "");
    fields[attribute("name")] = attribute("value");
  }
  return fields;
}
