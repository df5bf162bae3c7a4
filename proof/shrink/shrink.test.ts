import { describe, expect, it } from "vitest";
import { Random } from "../random.ts";
import { smallest } from "./delta-debugging.ts";
import { hastened, isFault, isRequest, type Step, sound } from "./schedule.ts";
import { shrink } from "./shrink.ts";

const limits = { tries: 1, runs: 1000, isOver: () => false };
const numbers = Array.from({ length: 100 }, (_, at) => at);

describe("a list", () => {
  it.each([[[3]], [[0, 99]], [[3, 17, 40]], [[10, 11, 12, 60, 61, 99]], [[]]])(
    "is cut down to the items that show it: %j",
    async (needed) => {
      let asked = 0;
      const kept = await smallest(numbers, async (some) => {
        asked += 1;
        return needed.every((one) => some.includes(one));
      });
      expect(kept).toEqual(needed);
      expect(asked).toBeLessThan(150);
    },
  );

  it("loses no single item more that it doesn't need, also where either of two is enough", async () => {
    const shows = async (some: readonly number[]) =>
      some.includes(5) && (some.includes(20) || some.includes(70));
    expect(await smallest(numbers, shows)).toHaveLength(2);
  });
});

const login = (at: number, session: string, user = "ada"): Step => ({ at, does: "login", user, session });
const read = (at: number, session: string): Step => ({ at, does: "read", session });
const endAll = (at: number, session: string): Step => ({ at, does: "revoke-all", session, keepsOwn: true });
const kill = (at: number): Step => ({ at, fault: "kill the primary", seed: at });
const reload = (at: number): Step => ({ at, fault: "reload nginx", seed: at });

/** Two people with five sessions each, which they read again and again, and two faults. */
const long: Step[] = [
  ...Array.from({ length: 10 }, (_, nth) => login(nth * 100, `s${nth}`, nth < 5 ? "ada" : "bob")),
  reload(5000),
  ...Array.from({ length: 200 }, (_, nth) => read(6000 + nth * 50, `s${nth % 10}`)),
  endAll(20_000, "s1"),
  kill(30_000),
  ...Array.from({ length: 50 }, (_, nth) => read(31_000 + nth * 50, `s${nth % 10}`)),
].sort((a, b) => a.at - b.at);

/**
 * Whether a session comes back in an election: ended before the primary is killed, and read after
 * that.
 */
function comesBack(steps: readonly Step[]): boolean {
  const killed = steps.findIndex((step) => isFault(step) && step.fault === "kill the primary");
  const ended = steps.findIndex((step) => isRequest(step) && step.does === "revoke-all");
  const shown = steps.findLastIndex(
    (step) => isRequest(step) && step.does === "read" && step.session === "s3",
  );
  return ended >= 0 && ended < killed && killed < shown;
}

const does = (steps: readonly Step[] = []) =>
  steps.map((step) => (isFault(step) ? step.fault : `${step.does} ${step.session}`));

describe("a schedule", () => {
  it.each(["s3", undefined])(
    "is cut down to the fault and the requests that show an anomaly, known to be about %s",
    async (session) => {
      const shrunk = await shrink({ steps: long, session, plays: async (some) => comesBack(some), limits });
      expect(does(shrunk?.steps)).toEqual([
        "login s1",
        "login s3",
        "revoke-all s1",
        "kill the primary",
        "read s3",
      ]);
      expect(shrunk?.isMinimal).toBe(true);
      expect(shrunk?.runs).toBeLessThan(80);
      // No step in it waits for a step that was left out.
      expect(shrunk?.steps.at(-1)?.at).toBeLessThanOrEqual(400);
    },
  );

  it("keeps the pauses that its anomaly needs", async () => {
    const plays = async (steps: readonly Step[]) => {
      const end = steps.find((step) => isRequest(step) && step.does === "revoke-all");
      return comesBack(steps) && (steps.find(isFault)?.at ?? 0) - (end?.at ?? 0) >= 1500;
    };
    const shrunk = await shrink({ steps: long, session: "s3", plays, limits });
    expect(does(shrunk?.steps)).toHaveLength(5);
    expect(shrunk?.steps.at(-1)?.at).toBeLessThan(10_000);
  });

  it("without any fault is found where none is needed", async () => {
    const plays = async (steps: readonly Step[]) => does(steps).includes("revoke-all s1");
    const shrunk = await shrink({ steps: long, session: "s3", plays, limits });
    expect(does(shrunk?.steps)).toEqual(["login s1", "revoke-all s1"]);
  });

  it("is carried out only as far as its sessions were begun", async () => {
    const played: Step[][] = [];
    const plays = async (steps: readonly Step[]) => {
      played.push([...steps]);
      return comesBack(steps);
    };
    await shrink({ steps: long, session: undefined, plays, limits });
    for (const steps of played) expect(sound(steps)).toEqual(steps);
    expect(new Set(played.map((steps) => JSON.stringify(steps))).size).toBe(played.length);
  });
});

describe("an anomaly that shows by chance", () => {
  const shrinkBy = (tries: number) => {
    const luck = new Random(1);
    const plays = async (steps: readonly Step[]) => comesBack(steps) && luck.next() < 0.5;
    return shrink({ steps: long, session: "s3", plays, limits: { ...limits, tries } });
  };

  it("is cut down as far where each schedule has several tries", async () => {
    expect((await shrinkBy(10))?.steps).toHaveLength(5);
  });

  it("is cut down less or lost with one try (its control)", async () => {
    expect((await shrinkBy(1))?.steps.length ?? Number.POSITIVE_INFINITY).toBeGreaterThan(5);
  });
});

describe("the limits", () => {
  it("stop it with what it has by then, and it says that this may not be the shortest", async () => {
    let plays = 0;
    const shrunk = await shrink({
      ...{ steps: long, session: undefined, limits: { ...limits, runs: 12 } },
      plays: async (steps) => {
        plays += 1;
        return comesBack(steps);
      },
    });
    expect(plays).toBe(12);
    expect(shrunk?.isMinimal).toBe(false);
    expect(comesBack(shrunk?.steps ?? [])).toBe(true);
    expect(shrunk?.steps.length).toBeLessThan(long.length);
  });

  it("stop it when the time is over", async () => {
    let plays = 0;
    const isOver = () => plays >= 5;
    await shrink({
      ...{ steps: long, session: undefined, limits: { ...limits, isOver } },
      plays: async (steps) => {
        plays += 1;
        return comesBack(steps);
      },
    });
    expect(plays).toBe(5);
  });

  it("make nothing of an anomaly that never shows again", async () => {
    expect(await shrink({ steps: long, session: "s3", plays: async () => false, limits })).toBeUndefined();
  });
});

it("a hastened schedule begins at 0 and keeps its order and its shorter pauses", () => {
  const steps = hastened([login(1000, "s1"), read(1050, "s1"), kill(9000), read(9100, "s1")], 500);
  expect(steps.map(({ at }) => at)).toEqual([0, 50, 550, 650]);
});
