import { setTimeout as pause } from "node:timers/promises";
import type { Stack } from "../stack/stack.ts";
import { Scene, type SceneOptions } from "./faults/scene.ts";
import { type FaultName, faultNames, faults } from "./faults.ts";
import { Random } from "./random.ts";

/** One fault as it went, in milliseconds of the history's clock. */
export interface Mark {
  readonly fault: FaultName;
  readonly served: boolean;
  /** Of what the fault chose. Missing in campaigns from before faults had seeds of their own. */
  readonly seed?: number;
  readonly from: number;
  /** When the fault was over, but what it broke was still broken. */
  readonly to: number;
  /** When every part was up and in step again. */
  readonly recovered: number;
}

export interface NemesisOptions extends SceneOptions {
  readonly now: () => number;
  /** Which faults to choose from; all by default. */
  readonly only?: readonly FaultName[];
  readonly onFault?: (fault: FaultName) => void;
}

/**
 * Breaks the stack again and again, in an order that the seed decides, and brings it up each time.
 */
export class Nemesis {
  readonly marks: Mark[] = [];
  readonly #options: NemesisOptions;

  constructor(options: NemesisOptions) {
    this.#options = options;
  }

  /**
   * First one fault of each family, whatever that takes, then whatever comes.
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
 * Waits until the replicas that came back are trusted again to say that there is no such session:
 * once the Sentinels hold them to be up and a write has reached them. Sooner, two faults would
 * meet, which promises less (docs/operations.md).
 */
export const settled = (random: Random): Promise<void> => pause(random.between(3, 5) * 1000);

/** Breaks the stack in one way and brings it up again. The seed decides what the fault chooses. */
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
 * One fault of each family that there is among these, each as likely as its weight says, in any
 * order.
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

/** Brings up whatever a fault left broken. */
export async function recover(stack: Stack): Promise<void> {
  await stack.heal();
  await stack.relieve().catch(() => {});
  await stack.up();
}
