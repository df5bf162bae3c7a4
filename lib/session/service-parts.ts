import { packedSize } from "./codec.ts";
import { PartTooLarge } from "./errors.ts";

/**
 * The data that services keep beside the app's, by the service's name: JSON values and bytes, so
 * that every language reads them. The part named `shared` is by convention for data that several
 * services share, such as a cart.
 */
export type ServiceParts = Readonly<Record<string, unknown>>;

/**
 * The change of a part. Undefined stands for a missing part, and as the result removes the part.
 */
export type PartChange<Part> = (part: Part | undefined) => Part | undefined;

const nameShape = /^[a-z][a-z0-9-]{0,31}$/;

/** @throws {RangeError} for a name of the wrong form. */
export function checkedPartName(name: string): string {
  if (nameShape.test(name)) return name;
  throw new RangeError(
    `A part's name has 1 to 32 lowercase letters, digits and hyphens, and begins with a letter: ${JSON.stringify(name)}.`,
  );
}

/**
 * The parts with one of them changed; undefined when none is left.
 * @param limit Bytes of MessagePack that the part may take.
 * @throws {PartTooLarge}
 */
export function withPart<Part>(
  parts: ServiceParts | undefined,
  name: string,
  change: PartChange<Part>,
  limit: number,
): Record<string, unknown> | undefined {
  const { [name]: _, ...others } = parts ?? {};
  // Only an own property counts, since every object has a `constructor`.
  const before = parts && Object.hasOwn(parts, name) ? (parts[name] as Part) : undefined;
  const after = change(before);
  if (after === undefined) return Object.keys(others).length > 0 ? others : undefined;
  const size = packedSize(after);
  if (size > limit) throw new PartTooLarge(name, size, limit);
  return { ...others, [name]: after };
}
