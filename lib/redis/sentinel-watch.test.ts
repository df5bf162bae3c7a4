import { expect, test } from "vitest";
import { isUp, type Opinion } from "./sentinel-watch.ts";

const address = "127.0.0.1 6402";

/** What one Sentinel says of the primary and of the replica. */
const opinion = (primary: string, replica: string): Opinion => ({
  primary: "127.0.0.1 6401",
  flags: primary,
  replicas: [{ address, flags: replica, linked: true }],
});

const up = (...opinions: Opinion[]) => isUp(address, opinions, opinions);

test("a replica whose connections broke isn't waited for", () => {
  const lost = opinion("master", "slave,disconnected");
  expect(up(lost, lost, opinion("master", "slave"))).toBe(false);
  expect(up(lost, opinion("master", "slave"), opinion("master", "slave"))).toBe(true);
});

test("a replica whose connections break while the primary is held to be down is waited for: it is being promoted", () => {
  const promoting = opinion("master,s_down", "slave,disconnected");
  expect(up(promoting, promoting, opinion("master", "slave,disconnected"))).toBe(true);
});

test("a replica whose connections break in a failover that was asked for is waited for", () => {
  const asked = opinion("master,failover_in_progress", "slave,disconnected");
  const lost = opinion("master", "slave,disconnected");
  expect(up(asked, lost, lost)).toBe(true);
});

test("a replica that most hold to be down isn't waited for, whatever the primary is", () => {
  const down = opinion("master,s_down", "slave,s_down");
  expect(up(down, down, opinion("master", "slave"))).toBe(false);
});
