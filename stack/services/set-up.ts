import { existsSync } from "node:fs";
import path from "node:path";
import { portOr, root, type Settings } from "../settings.ts";
import { StackError } from "../stack.ts";
import { django } from "./django.ts";
import { express } from "./express.ts";
import type { RunningServices } from "./running.ts";
import { spring } from "./spring.ts";

/**
 * Makes sure of the languages, packages and builds of all services, one after the other, with
 * progress.
 * @param settings The settings of the stack that will run them.
 * @throws {StackError} that names what to install, or says that the services were deleted.
 */
export async function setUpServices({ environment, stateDir }: Settings): Promise<RunningServices> {
  if (!existsSync(path.join(root, "services"))) {
    throw new StackError("This project has no folder `services`. Leave --services out.");
  }
  const firstPort = portOr(3111, environment, "SERVICES_PORT");
  const services = [];
  for (const service of [express, django, spring]) {
    services.push(service.running(await service.setUp(), stateDir));
  }
  return { firstPort, services };
}

/** The addresses to look at, for a person who has just started them. */
export const aboutServices = (siteUrl: string, { services }: RunningServices): string =>
  `  Beside the app, with the same login:
${services.map(({ name }) => `    ${siteUrl}/${name}/whoami   ${name}-a and ${name}-b`).join("\n")}
`;
