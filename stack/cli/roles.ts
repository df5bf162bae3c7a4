import { replicationOf } from "../replication.ts";
import type { Site } from "../site.ts";
import { type PartStatus, StackError } from "../stack.ts";

interface Now {
  readonly status: readonly PartStatus[];
  /**
   * The primary that the Sentinels elected, or the one node that calls itself so
   * where none of them answers.
   */
  readonly primary: string | undefined;
}

const replicasIn = ({ status, primary }: Now) =>
  status.filter(({ kind, health, name }) => kind === "redis" && health === "up" && name !== primary);

/** The words that stand for parts in a command, by the parts' present state. */
const roles: Readonly<Record<string, (now: Now) => readonly (string | undefined)[]>> = {
  primary: ({ primary }) => [primary],
  replica: (now) => [replicasIn(now)[0]?.name],
  replicas: (now) => replicasIn(now).map(({ name }) => name),
  sentinels: ({ status }) => status.filter(({ kind }) => kind === "sentinel").map(({ name }) => name),
  // The order is from the inside outwards, because a part needs those behind it. The parts of a
  // kind are in order, because the first Redis node may be the primary.
  down: ({ status }) => {
    const kinds = ["redis", "sentinel", "identity-provider", "app", "service", "load-balancer"];
    return status
      .filter(({ health }) => health === "down")
      .sort((one, other) => kinds.indexOf(one.kind) - kinds.indexOf(other.kind))
      .map(({ name }) => name);
  },
  frozen: ({ status }) => status.filter(({ health }) => health === "frozen").map(({ name }) => name),
};

/** For the verbs' help. */
export const aboutRoles =
  "A part is named as `status` shows it, or by what it is now: primary, replica (the first that is up), replicas, sentinels, down, frozen.";

/**
 * The parts that a word of a command stands for. A word that is no role stands for itself.
 * @throws {StackError} if no part has that role now.
 */
export async function partsNamed(
  word: string,
  { stack, secrets }: Pick<Site, "stack" | "secrets">,
): Promise<string[]> {
  const role = Object.hasOwn(roles, word) ? roles[word] : undefined;
  if (!role) return [word];
  const status = await stack.status();
  const { REDIS_OPERATOR_PASSWORD } = await secrets();
  const { elected } = await replicationOf(stack, status, REDIS_OPERATOR_PASSWORD);
  const primary = elected ?? status.find((part) => part.role === "primary")?.name;
  const found = role({ status, primary }).filter((name) => name !== undefined);
  if (found.length > 0) return found;
  throw new StackError(`No part is "${word}" now. See \`npm run stack -- status\`.`);
}
