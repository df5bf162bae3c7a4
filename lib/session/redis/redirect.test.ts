import { expect, test } from "vitest";
import { redirectOf } from "./redirect.ts";

test.each([
  ["MOVED 4574 127.0.0.1:6381", { kind: "moved", slot: 4574, node: "127.0.0.1:6381" }],
  ["ASK 4574 redis-2:6381", { kind: "ask", node: "redis-2:6381" }],
  ["MOVED 1 ::1:6381", { kind: "moved", slot: 1, node: "::1:6381" }],
  ["TRYAGAIN Multiple keys request during rehashing of slot", { kind: "split" }],
  [
    "ERR Script attempted to access a non local key in a cluster node script: 0f, on @user_script:2.",
    { kind: "split" },
  ],
  ["MOVED 4574 :6381", undefined],
  ["CLUSTERDOWN Hash slot not served", undefined],
  ["ERR unknown command", undefined],
])("%s sends a call to %o", (message, redirect) => {
  expect(redirectOf(new Error(message))).toEqual(redirect);
});
