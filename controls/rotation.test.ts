import { expect, test } from "vitest";
import { login, openStore } from "../lib/session/testing/stores.ts";
import { type Ablation, without } from "./ablations.ts";

test("control: where a token counts as shown once it is given, a rotation whose answer was lost can't be repeated", async () => {
  const second = async (...ablations: readonly Ablation[]) => {
    const store = openStore("standalone", { parts: without(...ablations) });
    const { token } = await store.create(login());
    const first = await store.rotate(token);
    const again = await store.rotate(token);
    if (first.status !== "rotated") throw new Error(`The session wasn't rotated: ${first.status}.`);
    // The token of the first rotation works in any case, because the control doesn't remove the
    // rotation itself.
    expect((await store.read(first.token)).status).toBe("alive");
    return again.status;
  };
  expect(await second()).toBe("rotated");
  expect(await second("shown-token")).toBe("superseded");
});
