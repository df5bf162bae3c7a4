import { expect, test } from "vitest";
import { Drain } from "./drain.ts";

test("a node that leaves waits for what goes on after an answer, and closes its connections only then", async () => {
  const drain = new Drain();
  const order: string[] = [];
  drain.onClose(async () => void order.push("closed"));
  const done = drain.hold();
  const left = drain.leave(0).then(() => order.push("left"));
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(order).toEqual([]);
  order.push("sent");
  done();
  await left;
  expect(order).toEqual(["sent", "closed", "left"]);
});
