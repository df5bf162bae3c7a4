const slots = globalThis as typeof globalThis & { [key: symbol]: unknown };

/**
 * One value a process. Bundlers give instrumentation, pages and routes each a copy of a
 * module, so what must be one (a connection, a metrics registry, whether this node
 * drains) lives on globalThis.
 */
export function perProcess<T>(name: string, make: () => T): T {
  const key = Symbol.for(`unstuck.${name}`);
  slots[key] ??= make();
  return slots[key] as T;
}

/** One value a process, in whose place a room that can be deleted may have another made. */
export interface Replaceable<T> {
  (): T;
  /** Call it before the first use: at boot. */
  replaceWith(make: () => T): void;
}

/** As {@link perProcess}. */
export function replaceable<T>(name: string, make: () => T): Replaceable<T> {
  const maker = Symbol.for(`unstuck.${name}.maker`);
  const get = () => perProcess(name, () => ((slots[maker] as (() => T) | undefined) ?? make)());
  return Object.assign(get, {
    replaceWith(other: () => T) {
      slots[maker] = other;
    },
  });
}
