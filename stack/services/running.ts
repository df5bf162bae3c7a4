import { existsSync, readFileSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Part } from "../topology.ts";
import { replicasNamed, serviceNamed } from "./replicas.ts";

/** The command for a replica, beside the settings that it shares with the app. */
export interface ServiceCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /**
   * Other arguments of the same program, which run before a replica starts,
   * for one replica at a time.
   */
  readonly before?: readonly string[];
}

/** A service in another language, as a stack runs it. */
export interface RunningService {
  /** The name of its folder in `services`, of its replicas and of its path at the site. */
  readonly name: string;
  readonly command: ServiceCommand;
  /**
   * The path that answers 200 when a replica is ready; any other answer means
   * that it can't reach Redis.
   */
  readonly health: string;
}

/** The services of a stack that was started with them, known in any terminal by a file. */
export interface RunningServices {
  /** The replicas take this port and the following ones. */
  readonly firstPort: number;
  readonly services: readonly RunningService[];
}

const none: RunningServices = { firstPort: 0, services: [] };
const fileIn = (stateDir: string) => path.join(stateDir, "run/services.json");

/** The services of the stack with this state folder; none, if it was started without. */
export function readServices(stateDir: string): RunningServices {
  const file = fileIn(stateDir);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : none;
}

/** @param running Undefined for a stack without services. */
export async function writeServices(stateDir: string, running: RunningServices | undefined): Promise<void> {
  const file = fileIn(stateDir);
  if (!running) return rm(file, { force: true });
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(`${file}.new`, JSON.stringify(running));
  await rename(`${file}.new`, file);
}

/** Two of each service, in the order of their ports. */
export function replicasOf({ firstPort, services }: RunningServices): Part[] {
  const names = services.flatMap(({ name }) => replicasNamed(name));
  return names.map((name, index) => {
    const port = firstPort + index;
    return { name, kind: "service", port, listens: port, portSetting: "SERVICES_PORT" };
  });
}

/** The service whose replica this part is. @throws {Error} for a part of another kind. */
export function serviceOf({ services }: RunningServices, part: Pick<Part, "name">): RunningService {
  const found = services.find(({ name }) => name === serviceNamed(part.name));
  if (!found) throw new Error(`${part.name} is no replica of a service.`);
  return found;
}
