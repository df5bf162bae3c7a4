import { existsSync } from "node:fs";
import { execa } from "execa";

const policy = "/usr/sbin/policy-rc.d";

/**
 * Installs Debian packages and keeps their services from running: Debian would start a Redis
 * on 6379 and an nginx on port 80, now and at each boot, while the stack runs its own
 * processes on its own ports.
 */
export async function installByApt(packages: readonly string[], become: readonly string[]): Promise<void> {
  const run = (...command: string[]) => {
    const [file = "", ...args] = [...become, ...command];
    return execa(file, args, {
      stdin: "ignore",
      all: true,
      env: { DEBIAN_FRONTEND: "noninteractive" },
    });
  };
  // 101 means `not allowed` to invoke-rc.d. A machine that has a policy of its own keeps it.
  const ownPolicy = !existsSync(policy);
  if (ownPolicy) await run("sh", "-c", `printf '#!/bin/sh\\nexit 101\\n' > ${policy} && chmod 755 ${policy}`);
  try {
    await run("apt-get", "update", "-q");
    await run("apt-get", "install", "-q", "-y", "--no-install-recommends", ...packages);
  } finally {
    if (ownPolicy) await run("rm", "-f", policy);
  }
  const services = packages.filter((name) =>
    ["redis-server", "nginx", "prometheus", "postgresql", "caddy"].includes(name),
  );
  if (existsSync("/run/systemd/system") && services.length > 0) {
    await run("systemctl", "disable", ...services);
  }
}
