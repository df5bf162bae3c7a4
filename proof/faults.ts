import { setTimeout as pause } from "node:timers/promises";
import type { Stack } from "../stack/stack.ts";
import { type PartKind, partsOf } from "../stack/topology.ts";
import type { Random } from "./random.ts";

/** What a fault works on: the stack as it is when the fault begins. */
export class Scene {
  private constructor(
    readonly stack: Stack,
    readonly random: Random,
    readonly primary: string,
    readonly replicas: readonly string[],
  ) {}

  static async of(stack: Stack, random: Random): Promise<Scene> {
    const status = await stack.status();
    const named = (role: "primary" | "replica") =>
      status.filter((part) => part.role === role).map(({ name }) => name);
    const [primary] = named("primary");
    if (!primary)
      throw new Error("No Redis node says that it is the primary, although everything was brought up.");
    return new Scene(stack, random, primary, named("replica"));
  }

  names(kind: PartKind): string[] {
    return partsOf(this.stack.parts, kind).map(({ name }) => name);
  }

  one(kind: PartKind): string {
    return this.random.of(this.names(kind)) as string;
  }

  get replica(): string {
    return this.random.of(this.replicas) as string;
  }

  /** Cuts one part off from others, all at the same moment: a primary that lost its replicas first would hold up writes for longer. */
  async cutOff(name: string, others: readonly string[]): Promise<void> {
    await this.stack.cut(
      name,
      others.filter((other) => other !== name),
    );
  }

  /** Lets a fault last, in seconds. */
  hold(from: number, to: number): Promise<void> {
    return pause(this.random.between(from, to) * 1000);
  }
}

export interface Fault {
  /** Whether every request is to be served while it lasts, if slowly. Otherwise some are bound to fail. */
  readonly served: boolean;
  /** How often it is chosen, beside the others. */
  readonly weight: number;
  /** Whether replication is made late, which not every stack can do. */
  readonly lags?: boolean;
  /** Breaks something and lets it last. What stays broken is brought up afterwards. */
  readonly run: (scene: Scene) => Promise<void>;
}

/** Seconds: long enough for an election, which takes `down-after-milliseconds` (3 s) and 1 to 2 more, and for what comes after. */
const election = [5.5, 7.5] as const;

/** Everything that is done to the stack, by the name that the report shows. */
export const faults = {
  "kill the primary": fault({ served: true, weight: 4 }, async (scene) => {
    await scene.stack.kill(scene.primary);
    await scene.hold(...election);
  }),
  "freeze the primary": fault({ served: true, weight: 4 }, async (scene) => {
    await scene.stack.freeze(scene.primary);
    await scene.hold(1, 9);
    await scene.stack.thaw(scene.primary);
    await scene.hold(1, 3);
  }),
  "cut the primary off from everything": fault({ served: true, weight: 4 }, async (scene) => {
    const others = [...scene.names("redis"), ...scene.names("sentinel"), ...scene.names("app")];
    await scene.cutOff(scene.primary, others);
    await scene.hold(...election);
  }),
  "cut the primary and one node off from the rest": fault({ served: false, weight: 3 }, async (scene) => {
    const node = scene.one("app");
    const others = [...scene.names("redis"), ...scene.names("sentinel"), ...scene.names("app")];
    await scene.cutOff(
      scene.primary,
      others.filter((name) => name !== node),
    );
    await scene.cutOff(node, [...scene.replicas, ...scene.names("sentinel")]);
    await scene.hold(...election);
  }),
  "cut the Sentinels off from a healthy primary": fault({ served: true, weight: 3 }, async (scene) => {
    await scene.cutOff(scene.primary, scene.names("sentinel"));
    await scene.hold(...election);
  }),
  "kill the primary while its replicas lag": fault({ served: true, weight: 3, lags: true }, async (scene) => {
    for (const replica of scene.replicas) await scene.stack.lag(replica, 300);
    await scene.hold(2, 4);
    await scene.stack.kill(scene.primary);
    await scene.stack.heal();
    await scene.hold(...election);
  }),
  "one replica lags, the other freezes, the primary dies": fault(
    { served: false, weight: 3, lags: true },
    async (scene) => {
      const [laggard = "", other = ""] = scene.random.shuffled(scene.replicas);
      await scene.stack.lag(laggard, 1000);
      await scene.hold(2, 4);
      await scene.stack.freeze(other);
      await scene.stack.kill(scene.primary);
      await scene.hold(0.5, 3.5);
      await scene.stack.thaw(other);
      await scene.stack.heal();
      await scene.hold(...election);
    },
  ),
  "planned failover": fault({ served: true, weight: 2 }, async (scene) => {
    await scene.stack.failover();
    await scene.hold(1, 3);
  }),
  "kill a replica": fault({ served: true, weight: 1 }, async (scene) => {
    await scene.stack.kill(scene.replica);
    await scene.hold(1, 5);
  }),
  "freeze a replica": fault({ served: true, weight: 1 }, async (scene) => {
    const { replica } = scene;
    await scene.stack.freeze(replica);
    await scene.hold(1, 6);
    await scene.stack.thaw(replica);
  }),
  "cut a replica off from the primary": fault({ served: false, weight: 1 }, async (scene) => {
    await scene.cutOff(scene.primary, [scene.replica]);
    await scene.hold(2, 6);
  }),
  "kill both replicas": fault({ served: false, weight: 1 }, async (scene) => {
    for (const replica of scene.replicas) await scene.stack.kill(replica);
    await scene.hold(3, 6);
  }),
  "lose a replica's disk": fault({ served: true, weight: 1 }, async (scene) => {
    await scene.stack.loseDisk(scene.replica);
    await scene.hold(0, 3);
  }),
  "lose the primary's disk": fault({ served: true, weight: 1 }, async (scene) => {
    await scene.stack.loseDisk(scene.primary);
    await scene.stack.start(scene.primary);
    await scene.hold(1, 3);
  }),
  "kill a Sentinel": fault({ served: true, weight: 1 }, async (scene) => {
    await scene.stack.kill(scene.one("sentinel"));
    await scene.hold(1, 4);
  }),
  "freeze a Sentinel and kill the primary": fault({ served: true, weight: 2 }, async (scene) => {
    await scene.stack.freeze(scene.one("sentinel"));
    await scene.stack.kill(scene.primary);
    await scene.hold(...election);
  }),
  "all Sentinels die, then the primary, then they return": fault(
    { served: false, weight: 2 },
    async (scene) => {
      await Promise.all(scene.names("sentinel").map((name) => scene.stack.kill(name)));
      await scene.hold(1, 2);
      await scene.stack.kill(scene.primary);
      await scene.hold(1, 3);
      await Promise.all(scene.names("sentinel").map((name) => scene.stack.start(name)));
      await scene.hold(...election);
    },
  ),
  "kill a node": fault({ served: false, weight: 1 }, async (scene) => {
    await scene.stack.kill(scene.one("app"));
    await scene.hold(1, 3);
  }),
  "freeze a node": fault({ served: false, weight: 1 }, async (scene) => {
    const node = scene.one("app");
    await scene.stack.freeze(node);
    await scene.hold(1, 5);
    await scene.stack.thaw(node);
  }),
  "kill a node and the primary": fault({ served: false, weight: 3 }, async (scene) => {
    await Promise.all([scene.stack.kill(scene.one("app")), scene.stack.kill(scene.primary)]);
    await scene.hold(...election);
  }),
  "cut a node off from the Sentinels and kill the primary": fault(
    { served: false, weight: 2 },
    async (scene) => {
      await scene.cutOff(scene.one("app"), scene.names("sentinel"));
      await scene.stack.kill(scene.primary);
      await scene.hold(...election);
    },
  ),
  "cut a node off from the primary": fault({ served: false, weight: 1 }, async (scene) => {
    await scene.cutOff(scene.one("app"), [scene.primary]);
    await scene.hold(2, 5);
  }),
  "reload nginx": fault({ served: true, weight: 1 }, async (scene) => {
    await scene.stack.restart("nginx");
    await scene.hold(1, 2);
  }),
  "rolling restart": fault({ served: true, weight: 1 }, async (scene) => {
    await scene.stack.restart();
  }),
  "no memory left, and nothing may be evicted": fault({ served: false, weight: 1 }, async (scene) => {
    await scene.stack.fill("noeviction");
    await scene.hold(2, 4);
    await scene.stack.relieve();
  }),
} satisfies Record<string, Fault>;

export type FaultName = keyof typeof faults;

function fault(how: Omit<Fault, "run">, run: Fault["run"]): Fault {
  return { ...how, run };
}
