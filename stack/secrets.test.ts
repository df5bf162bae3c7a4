import { mkdtemp, readFile, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "dotenv";
import { expect, it } from "vitest";
import { ensureSecrets, pickSecrets, secretNames } from "./secrets.ts";

const freshFile = async () => path.join(await mkdtemp(path.join(tmpdir(), "unstuck-env-")), ".env");

it("a first run generates every secret, readable by the owner alone", async () => {
  const file = await freshFile();
  expect(await ensureSecrets(file)).toEqual(secretNames);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const secrets = pickSecrets(parse(await readFile(file)));
  expect(secrets.SESSION_PEPPERS).toHaveLength(43);
  expect(secrets.DEMO_PASSWORD.length).toBeGreaterThanOrEqual(16);
  expect(Buffer.from(secrets.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY, "base64")).toHaveLength(32);
  expect(new Set(Object.values(secrets)).size).toBe(secretNames.length);
});

it("a new site writes the newest format of session records, and a site that was there before goes on as it was", async () => {
  const [fresh, earlier] = [await freshFile(), await freshFile()];
  await writeFile(earlier, "SESSION_CAP=5\n");
  for (const file of [fresh, earlier]) await ensureSecrets(file);
  expect(parse(await readFile(fresh))).toHaveProperty("SESSION_RECORD_FORMAT", "2");
  expect(parse(await readFile(earlier))).not.toHaveProperty("SESSION_RECORD_FORMAT");
});

it("a later run changes nothing that is there and appends what is missing", async () => {
  const file = await freshFile();
  // The file has no line end, and appended text must not run into its last line.
  await writeFile(file, "# mine\nPORT=9000\nSESSION_PEPPERS=new-key,old-key");
  const added = await ensureSecrets(file);
  expect(added).toEqual(secretNames.filter((name) => name !== "SESSION_PEPPERS"));
  const content = await readFile(file, "utf8");
  expect(content.startsWith("# mine\nPORT=9000\nSESSION_PEPPERS=new-key,old-key\n")).toBe(true);
  expect(await ensureSecrets(file)).toEqual([]);
  expect(await readFile(file, "utf8")).toBe(content);
});

it("an empty DEMO_PASSWORD stays empty, as the demo is left out; any other secret that is empty is generated", async () => {
  const file = await freshFile();
  await writeFile(file, "DEMO_PASSWORD=\nIDP_SECRET=\n");
  const added = await ensureSecrets(file);
  expect(added).toContain("IDP_SECRET");
  expect(added).not.toContain("DEMO_PASSWORD");
  expect(pickSecrets(parse(await readFile(file))).DEMO_PASSWORD).toBe("");
});

it("a missing secret is named", () => {
  const all = Object.fromEntries(secretNames.map((name) => [name, "x"]));
  expect(() => pickSecrets({ ...all, SESSION_SEAL_KEYS: "" })).toThrow(
    /Missing in \.env: SESSION_SEAL_KEYS\./,
  );
});
