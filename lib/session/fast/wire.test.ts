import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, inject, onTestFinished, test } from "vitest";
import { RedisConnection } from "../redis/connection.ts";
import { Script } from "../redis/script.ts";
import { bulk } from "./wire.ts";

test("a script that is called on the wire gets every byte as it was, new to the server or known", async () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "unstuck-wire-")), "echo.lua");
  // The script's text has more than ASCII, and is new to the server at the first call.
  writeFileSync(
    file,
    `#!lua\n-- ${crypto.randomUUID()}: “${"é"}”\nreturn {KEYS[1], #KEYS, ARGV[1], ARGV[2], ARGV[3], '“é”'}\n`,
  );
  const script = new Script(file);
  const connection = new RedisConnection(inject("redisUrls").standalone, { label: "wire", deadline: 2000 });
  onTestFinished(() => connection.close());
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  const key = "unstuck:{é}:wire";
  const wired = { slot: key, keys: 1, args: 3, text: [key, bytes, 12, "“é”"].map(bulk).join("") };
  for (const _ of ["new", "known"]) {
    const reply = await connection.run((client) => script.callWired(client, wired));
    expect(reply).toEqual([
      Buffer.from(key),
      1,
      bytes,
      Buffer.from("12"),
      Buffer.from("“é”"),
      Buffer.from("“é”"),
    ]);
  }
});
