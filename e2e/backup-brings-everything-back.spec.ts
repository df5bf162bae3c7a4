/*
 * Section: Redis
 * Promise: A backup brings back sessions, what had changed in them, and accounts after every disk
 *   was lost; it is refused over a running site or data, with other keys, and without its
 *   passphrase.
 * Control: A restore that leaves the copy as `dump.rdb` loses everything
 *   (`stack/backup/restore.test.ts`).
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { inContainers, loseVolumes } from "./fixtures/containers.ts";
import { OneMoreNode } from "./fixtures/sessions.ts";
import { signInByApi, whoami } from "./fixtures/site.ts";
import { redisNames, stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

/** A verb of the runner, as a person types it. */
async function verb(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const options = { env, all: true, reject: false } as const;
  const { exitCode, all } = await execa("npm", ["run", "--silent", "stack", "--", ...words], options);
  return { exitCode, said: all };
}

test("after every disk was lost, a backup brings back the session, what had changed in it, and the account", async ({
  request,
  node,
  person,
  playwright,
  baseURL,
}) => {
  test.setTimeout(300_000);
  const folder = await mkdtemp(path.join(tmpdir(), "unstuck-backup-"));
  const file = path.join(folder, "site.backup");
  const passphrase = { BACKUP_PASSPHRASE: "as long as a walk in the rain" };
  try {
    await signInByApi(request, person);
    const changed = await node.store.update(await node.sessionOf(request), (data) => ({
      ...data,
      name: "Countess of Lovelace",
    }));
    expect(changed.status).toBe("updated");
    const { session } = await whoami(request);

    expect(await verb(["backup", file], passphrase)).toMatchObject({ exitCode: 0 });
    expect((await verb(["backup", file], passphrase)).said, "never over another").toContain("exists already");
    expect((await verb(["restore", file], passphrase)).said).toContain("The site runs");
    await verb(["stop"]);
    expect((await stack.status()).map(({ health }) => health)).toEqual(stack.parts.map(() => "down"));
    expect((await verb(["restore", file], passphrase)).said).toContain("have data. Add --replace");
    expect((await verb(["restore", file])).said).toContain("It is encrypted");
    if (inContainers) {
      await loseVolumes(redisNames);
    } else {
      const others = { ...passphrase, SESSION_ENVELOPE_KEYS: "a".repeat(43) };
      expect((await verb(["restore", file], others)).said).toContain("SESSION_ENVELOPE_KEYS lack keys");
      for (const name of redisNames) await stack.loseDisk(name);
    }
    const restored = await verb(["restore", file], passphrase);
    expect(restored.exitCode, restored.said).toBe(0);
    await stack.up();

    expect((await whoami(request)).session, "the session goes on").toEqual(session);
    // In containers the primary has another address now.
    const afterwards = await OneMoreNode.join();
    const { data } = await afterwards.sessionOf(request).finally(() => afterwards.close());
    expect(data.name, "with its change").toBe("Countess of Lovelace");
    const again = await playwright.request.newContext(baseURL ? { baseURL } : {});
    await signInByApi(again, person);
    const listed = await (await again.get("/api/sessions")).json();
    expect(listed, "the account has the session of before and this one").toHaveLength(2);
    await again.dispose();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
