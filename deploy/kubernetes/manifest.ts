import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { parseAllDocuments } from "yaml";

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  // biome-ignore lint/suspicious/noExplicitAny: its shape is what the schema says, and that is what is checked.
  readonly [field: string]: any;
}

interface Model {
  validate(): void;
}

const folder = import.meta.dirname;
const require = createRequire(import.meta.url);

/**
 * Every object of every manifest, by its file's name. kustomization.yaml is left out, because it is
 * kubectl's and not the API's.
 */
export function manifests(): Map<string, Manifest> {
  const files = readdirSync(folder).filter((name) => name.endsWith(".yaml") && name !== "kustomization.yaml");
  return new Map(
    files.flatMap((name) =>
      parseAllDocuments(readFileSync(path.join(folder, name), "utf8"), { merge: true }).map(
        (document) => [name, document.toJS() as Manifest] as const,
      ),
    ),
  );
}

/**
 * The faults of a manifest by Kubernetes' own schema: a value of the wrong type, a missing value,
 * or a field that doesn't exist. An API server would say the same.
 */
export function faultsOf(manifest: Manifest): string[] {
  const { [manifest.kind]: model } = require(`kubernetes-models/${manifest.apiVersion}`);
  const read = new Set<string>();
  try {
    watched(new model(manifest) as Model, "", read).validate();
  } catch (error) {
    return [(error as Error).message];
  }
  return fields(manifest, "")
    .filter((field) => !read.has(field))
    .map((field) => `${field} is not a field`);
}

/**
 * The same object, which notes the fields that are read. The compiled schema reads each field that
 * it knows, and no other.
 */
function watched<T extends object>(value: T, at: string, read: Set<string>): T {
  return new Proxy(value, {
    get(target, name, receiver) {
      const field: unknown = Reflect.get(target, name, receiver);
      if (typeof name === "symbol" || !Object.hasOwn(target, name)) return field;
      const where = `${at}/${name}`;
      read.add(where);
      return typeof field === "object" && field !== null ? watched(field, where, read) : field;
    },
  });
}

/** The address of each field, down to the leaves. */
function fields(value: object, at: string): string[] {
  return Object.entries(value).flatMap(([name, field]: [string, unknown]) => [
    `${at}/${name}`,
    ...(typeof field === "object" && field !== null ? fields(field, `${at}/${name}`) : []),
  ]);
}
