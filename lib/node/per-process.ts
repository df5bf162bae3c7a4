const slots = globalThis as typeof globalThis & { [key: symbol]: unknown };

/**
 * One value per process. Bundlers give instrumentation, pages and routes each a copy of a module.
 * So a value that must exist once (a connection, a metrics registry, whether this node drains)
 * lives on globalThis.
 */
export function perProcess<T>(name: string, make: () => T): T {
  const key = Symbol.for(`unstuck.${name}`);
  slots[key] ??= make();
  return slots[key] as T;
}

/** One value per process, which a room that can be deleted may replace. */
export interface Replaceable<T> {
  (): T;
  /** Call it before the first use: at boot. */
  replaceWith(make: () => T): void;
}

/** The same as {@link perProcess}, but replaceable. */
export function replaceable<T>(name: string, make: () => T): Replaceable<T> {
  const maker = Symbol.for(`unstuck.${name}.maker`);
  const get = () => perProcess(name, () => ((slots[maker] as (() => T) | undefined) ?? make)());
  return Object.assign(get, {
    replaceWith(other: () => T) {
      slots[maker] = other;
    },
  });
}
