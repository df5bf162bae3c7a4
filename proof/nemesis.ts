import { setTimeout as pause } from "node:timers/promises";
import type { Stack } from "../stack/stack.ts";
import { Scene, type SceneOptions } from "./faults/scene.ts";
import { type FaultName, faultNames, faults } from "./faults.ts";
import { Random } from "./random.ts";

/** One fault as it happened, in milliseconds of the history's clock. */
export interface Mark {
  readonly fault: FaultName;
  readonly served: boolean;
  /**
   * The seed of the fault's choices. Missing in campaigns from before faults had seeds of their
   * own.
   */
  readonly seed?: number;
  readonly from: number;
  /** When the fault was over, while the parts that it broke were still broken. */
  readonly to: number;
  /** When every part was up and in step again. */
  readonly recovered: number;
}

export interface NemesisOptions extends SceneOptions {
  readonly now: () => number;
  /** The faults to choose from; all by default. */
  readonly only?: readonly FaultName[];
  readonly onFault?: (fault: FaultName) => void;
}

/**
 * Breaks the stack again and again, in an order that the seed decides, and repairs it each time.
 */
export class Nemesis {
  readonly marks: Mark[] = [];
  readonly #options: NemesisOptions;

  constructor(options: NemesisOptions) {
    this.#options = options;
  }

  /**
   * Inflicts one fault of each family, however long that takes, and then random faults.
   * @param until Milliseconds of the clock after which no other fault begins.
   */
  async run(until: number): Promise<void> {
    const { random, now, only = faultNames } = this.#options;
    for (const fault of oneOfEachFamily(only, random)) await this.#inflict(fault);
    while (now() < until) await this.#inflict(chosen(only, random));
  }

  async #inflict(fault: FaultName): Promise<void> {
    const { random, now, onFault, ...scene } = this.#options;
    await settled(random);
    onFault?.(fault);
    this.marks.push(await inflict(fault, Math.floor(random.next() * 2 ** 32), { ...scene, now }));
  }
}

/**
 * Waits until the nodes trust the returned replicas again to say that a session does not exist:
 * once the Sentinels hold the replicas to be up and a write has reached them. Sooner, two faults
 * would meet, which promises less (docs/operations.md).
 */
export const settled = (random: Random): Promise<void> => pause(random.between(3, 5) * 1000);

/** Breaks the stack in one way and repairs it. The seed decides the fault's choices. */
export async function inflict(
  fault: FaultName,
  seed: number,
  { now, ...options }: Omit<SceneOptions, "random"> & { readonly now: () => number },
): Promise<Mark> {
  const scene = await Scene.of({ ...options, random: new Random(seed) });
  const { served } = faults[fault];
  const from = now();
  await faults[fault].run(scene);
  const to = now();
  await recover(options.stack);
  return { fault, served, seed, from, to, recovered: now() };
}

/**
 * One fault of each family among these names, each as likely as its weight says, in random order.
 */
export function oneOfEachFamily(names: readonly FaultName[], random: Random): FaultName[] {
  const families = [...new Set(names.map((name) => faults[name].family))];
  return random.shuffled(families).map((family) =>
    chosen(
      names.filter((name) => faults[name].family === family),
      random,
    ),
  );
}

const chosen = (names: readonly FaultName[], random: Random): FaultName =>
  random.weighted(
    Object.fromEntries(names.map((name) => [name, faults[name].weight])) as Record<FaultName, number>,
  );

/** Repairs everything that a fault left broken. */
export async function recover(stack: Stack): Promise<void> {
  await stack.heal();
  await stack.relieve().catch(() => {});
  await stack.up();
}
