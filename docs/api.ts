import { readFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "yaml";
import { root } from "../stack/settings.ts";
import { markdownTable } from "./table.ts";

/**
 * What the page needs of docs/openapi.yaml. Whether the file is valid is for the validator to say.
 */
export interface Description {
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components: { readonly responses: Readonly<Record<string, { readonly description: string }>> };
}

interface Operation {
  readonly tags: readonly string[];
  readonly summary: string;
  readonly responses: Readonly<Record<string, { readonly description?: string; readonly $ref?: string }>>;
}

const methods = ["get", "post", "put", "patch", "delete"];

export const descriptionFile = path.join(root, "docs/openapi.yaml");

export const readDescription = async (): Promise<Description> =>
  parse(await readFile(descriptionFile, "utf8"));

/** Each operation of the description as `GET /api/whoami`, with what it is. */
export const operationsOf = ({ paths }: Description): ReadonlyMap<string, Operation> =>
  new Map(
    Object.entries(paths).flatMap(([address, item]) =>
      methods
        .filter((method) => method in item)
        .map((method) => [`${method.toUpperCase()} ${address}`, item[method] as Operation] as const),
    ),
  );

/** The operations under each of the description's headings, as tables. */
export function operationTables(description: Description): string {
  const shared = (ref: string) => description.components.responses[ref.split("/").at(-1) ?? ""]?.description;
  const answers = ({ responses }: Operation) =>
    Object.entries(responses)
      .map(([status, { $ref, description: own }]) => `${status}: ${own ?? shared($ref ?? "")}`)
      .filter((line) => !line.startsWith("503") && !line.startsWith("429"))
      .join("<br>");
  const all = [...operationsOf(description)];
  return description.tags
    .map(({ name, description: about }) => {
      const rows = all
        .filter(([, operation]) => operation.tags.includes(name))
        .map(([request, operation]) => [`\`${request}\``, operation.summary, answers(operation)]);
      return `## ${name}\n\n${about}\n\n${markdownTable([["request", "what it does", "answers"], ...rows])}`;
    })
    .join("\n\n");
}
