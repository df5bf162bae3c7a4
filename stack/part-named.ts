import { StackError } from "./stack.ts";
import type { Part } from "./topology.ts";

/** @throws {StackError} with the names that there are. */
export function partNamed(parts: readonly Part[], name: string): Part {
  const part = parts.find((candidate) => candidate.name === name);
  if (part) return part;
  throw new StackError(`There is no part "${name}". The parts: ${parts.map((p) => p.name).join(", ")}.`);
}

/** @throws {StackError} if this part keeps nothing on disk. */
export function diskOwner(parts: readonly Part[], name: string): Part {
  const part = partNamed(parts, name);
  if (part.kind === "redis") return part;
  throw new StackError(`${name} keeps nothing on disk; lose-disk is for Redis nodes.`);
}
