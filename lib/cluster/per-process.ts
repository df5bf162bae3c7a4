const slots = globalThis as typeof globalThis & { [key: symbol]: unknown };

/**
 * One value a process. Bundlers give instrumentation, pages and routes each a copy of a module, so what must be one (a
 * connection, a metrics registry, whether this node drains) lives on globalThis.
 */
export function perProcess<T>(name: string, make: () => T): T {
  const key = Symbol.for(`unstuck.${name}`);
  slots[key] ??= make();
  return slots[key] as T;
}
