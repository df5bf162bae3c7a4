import type { Stack } from "../stack/stack.ts";
import { type FaultName, faults, Scene } from "./faults.ts";
import type { Random } from "./random.ts";

/** One fault as it went, in milliseconds of the history's clock. */
export interface Mark {
  readonly fault: FaultName;
  readonly served: boolean;
  readonly from: number;
  /** When the fault was over, but what it broke was still broken. */
  readonly to: number;
  /** When every part was up and in step again. */
  readonly recovered: number;
}

export interface NemesisOptions {
  readonly stack: Stack;
  readonly random: Random;
  readonly now: () => number;
  /** Which faults to choose from; all by default. */
  readonly only?: readonly FaultName[];
  readonly onFault?: (fault: FaultName) => void;
}

/** Breaks the stack again and again, in an order that the seed decides, and brings it up each time. */
export class Nemesis {
  readonly marks: Mark[] = [];

  constructor(private readonly options: NemesisOptions) {}

  /** @param until Milliseconds of the clock after which no other fault begins. */
  async run(until: number): Promise<void> {
    const { stack, random, now, only, onFault } = this.options;
    const names = only ?? (Object.keys(faults) as FaultName[]);
    const weights = Object.fromEntries(names.map((name) => [name, faults[name].weight]));
    while (now() < until) {
      const fault = random.weighted(weights) as FaultName;
      const scene = await Scene.of(stack, random);
      // Until the replicas that came back are trusted again to say that there is no such session: once the Sentinels hold them to be
      // up and a write has reached them. Sooner, two faults would meet, which promises less (docs/operations.md).
      await scene.hold(3, 5);
      onFault?.(fault);
      const from = now();
      await faults[fault].run(scene);
      const to = now();
      await recover(stack);
      this.marks.push({ fault, served: faults[fault].served, from, to, recovered: now() });
    }
  }
}

/** Brings up whatever a fault left broken. */
export async function recover(stack: Stack): Promise<void> {
  await stack.heal();
  await stack.relieve().catch(() => {});
  await stack.up();
}
