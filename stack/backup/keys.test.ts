import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { parseEnvFile } from "../env-file.ts";
import { temporarySecrets } from "../secrets.ts";
import { keysOf, keysSchema, lackingKeys, takeKeys } from "./keys.ts";

const { IDENTITY_KEYS: _, ...before } = keysOf(temporarySecrets());

it("a backup has the ring that signs identities, and its lack is told", () => {
  const secrets = temporarySecrets();
  const keys = keysOf(secrets);
  expect(keys.IDENTITY_KEYS).toBe(secrets.IDENTITY_KEYS);
  expect(lackingKeys({ ...keys, IDENTITY_KEYS: "another" }, keys)).toEqual(["IDENTITY_KEYS"]);
});

it("a backup of an earlier build, which has no ring for identities, is read, and leaves the ring that is there", async () => {
  const keys = keysSchema.parse(before);
  expect(lackingKeys(keysOf(temporarySecrets()), { ...keys, ...before }), "of the others").toHaveLength(4);
  const file = path.join(await mkdtemp(path.join(tmpdir(), "unstuck-keys-")), ".env");
  await writeFile(file, "IDENTITY_KEYS=own\nAUTH_SECRETS=own\n");
  await takeKeys(file, keys);
  expect(parseEnvFile(await readFile(file, "utf8"))).toMatchObject({
    IDENTITY_KEYS: "own",
    AUTH_SECRETS: `${before.AUTH_SECRETS},own`,
  });
});
