import { isFree } from "../../lib/session/testing/free-ports.ts";
import { poll } from "../../lib/session/testing/poll.ts";
import { StackError } from "../stack.ts";
import type { Part } from "../topology.ts";
import { listensOn } from "./listens-on.ts";
import { holderOf } from "./port-holder.ts";

/**
 * @throws {StackError} naming every port of these parts that another program listens on, that
 * program, and the setting to change.
 */
export async function assertPortsFree(parts: readonly Part[]): Promise<void> {
  const taken: string[] = [];
  for (const part of parts) {
    for (const host of listensOn(part.kind)) {
      if (await getsFree(part.listens, host)) continue;
      const holder = (await holderOf(part.listens)) ?? "another program";
      taken.push(
        `Port ${part.listens} for ${part.name} is taken on ${host} by ${holder}. End that, or set ${part.portSetting} ` +
          "(in .env or before the command) to where this and the following ports are free.",
      );
      break;
    }
  }
  if (taken.length > 0) throw new StackError(taken.join("\n"));
}

/**
 * On a busy machine a killed process can be gone from the list some
 * milliseconds before its listener is.
 */
async function getsFree(port: number, host: string): Promise<boolean> {
  if (await isFree(port, host)) return true;
  const free = poll(() => isFree(port, host), { timeoutMs: 1000, promise: "the port is free", everyMs: 50 });
  return free.catch(() => false);
}
