import { expect, it } from "vitest";
import { advice } from "./advice.ts";

const redis = { what: "Redis", apt: "redis-server", brew: "redis" };
const nginx = { what: "nginx", apt: "nginx", brew: "nginx" };

it("names what is missing, the machine's own command, the other ways, and what comes next", () => {
  expect(advice([redis, nginx], { manager: "apt", hasCompose: true })).toBe(
    `Unstuck needs Redis and nginx, which set-up can't find and this user may not install.
  - Install them with:
    sudo apt-get install redis-server nginx
  - If they are installed already, add the folder to PATH. REDIS_BIN_DIR can name the folder of redis-server or valkey-server instead.
  - Or run everything in containers, which need nothing else:
    docker compose up
Then run the same command again.`,
  );
});

it.each([
  ["brew", "brew install redis && brew install nginx"],
  ["other", "your system's package manager; Debian calls them redis-server and nginx"],
] as const)("where the machine has %s it says so", (manager, command) => {
  expect(advice([redis, nginx], { manager, hasCompose: true })).toContain(command);
});

it("does not send people to containers where there is no Compose file", () => {
  const page = advice([nginx], { manager: "other", hasCompose: false });
  expect(page).not.toContain("docker");
  expect(page).not.toContain("REDIS_BIN_DIR");
});
