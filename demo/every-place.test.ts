import { describe, expect, it } from "vitest";
import { parseEnv } from "../lib/env.ts";
import { appSettings } from "../stack/compose/image/app-settings.ts";
import { givenIn } from "../stack/env-file.ts";
import { secretNames, temporarySecrets } from "../stack/secrets.ts";
import { readEnvironment } from "../stack/settings.ts";
import { demoEnv } from "./env.ts";

it("the demo's password with special characters is the same in the shell, surrounded by space and line ends", () => {
  const value = `p@ss/w:rd+?#&%$!'"=\\n\\~ü{}^ end${"k".repeat(44)}`;
  const shell = Object.fromEntries(secretNames.map((name) => [name, ` ${value}\r\n`]));
  expect(demoEnv.parse(readEnvironment(shell, "nowhere")).DEMO_PASSWORD).toBe(value);
});

describe("with Compose", () => {
  const secrets = temporarySecrets();
  const parsed = async (given: Record<string, string>) => {
    const settings = appSettings(givenIn(given), secrets, "http://localhost:8080", "http://localhost:8090");
    return { ...demoEnv.parse(settings), ...parseEnv({ NODE_NAME: "app-a", ...settings }) };
  };

  it("the demo is where this machine alone reaches the site, and the app gets its password nowhere else", async () => {
    expect(await parsed({})).toMatchObject({ DEMO_MODE: "on", DEMO_PASSWORD: secrets.DEMO_PASSWORD });
    const without: Record<string, string>[] = [
      { LISTEN: "0.0.0.0" },
      { LISTEN: "[::]" },
      { DEMO_MODE: "off" },
    ];
    for (const given of without) {
      const app = await parsed(given);
      expect(app.DEMO_MODE).toBe("off");
      expect(app.DEMO_PASSWORD).toBeUndefined();
    }
    expect(await parsed({ LISTEN: "0.0.0.0", DEMO_MODE: "on" })).toMatchObject({ DEMO_MODE: "on" });
  });
});
