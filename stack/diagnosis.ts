import type { Replica, Replication } from "./replication.ts";
import type { Health, PartStatus } from "./stack.ts";
import type { PartKind } from "./topology.ts";

/** A replica reports once a second; the primary counts whole seconds. */
const heardWithin = 2;
/** A login or a touch is about 1 kB. */
const muchBehind = 1_000_000;

/**
 * The faults and their meaning for users, one line each, the worst first. Empty if there are none.
 */
export function diagnosis(status: readonly PartStatus[], replication: Replication): string[] {
  return [
    ...ofNodes(status),
    ...ofRedis(status, replication),
    ...ofReplicas(status, replication),
    ...ofSpares(status),
  ];
}

function ofNodes(status: readonly PartStatus[]): string[] {
  const up = countUp(status, "app");
  if (!isUp(status, "load-balancer")) return ["nginx doesn't answer: nobody reaches the site."];
  if (up > 0) return [];
  return named(status, "app", "unready").length > 0
    ? ["No node reaches Redis: requests are answered 503 (store-away), and nobody is signed out."]
    : ["No node answers: every request is answered 503 (no-node)."];
}

function ofRedis(
  status: readonly PartStatus[],
  { elected, deposed, takesWrites, full }: Replication,
): string[] {
  if (countUp(status, "redis") === 0)
    return [
      "No Redis node answers: nobody can be checked or signed in (503, store-away), and nobody is signed out.",
    ];
  const lines: string[] = [];
  const primary = status.find(({ name }) => name === elected);
  if (elected === null && countUp(status, "sentinel") === 0)
    lines.push(
      "No Sentinel answers: the site goes on with the primary that it has, and nobody is elected if that is lost.",
    );
  else if (primary && primary.health !== "up")
    lines.push(
      `${elected}, the elected primary, is ${primary.health}: replicas answer reads, and what must be written waits for an election (3 to 5 s), then 503.`,
    );
  if (takesWrites === false)
    lines.push(
      `${elected}, the elected primary, has no replica in step: pages come, and logins, sign-outs and changes are answered 503 (not-durable). Start a replica.`,
    );
  for (const name of deposed)
    lines.push(
      `${name} calls itself primary, but the Sentinels have elected ${elected}: it acknowledges nothing, and becomes a replica within some seconds.`,
    );
  if (full !== null && full >= 0.98)
    lines.push(
      "Redis is full: the sessions longest unused leave, and where none can, logins are answered 503 (store-full).",
    );
  return lines;
}

function ofReplicas(status: readonly PartStatus[], { elected, replicas, deposed }: Replication): string[] {
  return Object.entries(replicas).flatMap(([name, replica]) => {
    const { health } = status.find((part) => part.name === name) ?? { health: "down" as Health };
    // Its own line is above.
    if (deposed.includes(name)) return [];
    const line = ofReplica(name, replica, health, elected ?? "");
    return line === undefined ? [] : [line];
  });
}

function ofReplica(name: string, replica: Replica, health: Health, primary: string): string | undefined {
  const { connected, silent, behind, heldDown } = replica;
  const inTouch = connected && (silent ?? 0) <= heardWithin;
  if (health === "up" && !inTouch && !heldDown) {
    return (
      `${name} is up, but ${primary} ${connected ? `has not heard from it for ${silent} s` : "has no connection to it"}: as it could still be elected, ` +
      `logins, sign-outs and changes are answered 503 (not-durable) until the link is whole, or \`npm run stack -- kill ${name}\`.`
    );
  }
  if (heldDown || health !== "up")
    return `${name} ${health === "up" ? "is held to be down by the Sentinels" : `is ${health}`}: users notice nothing, and one Redis node fewer may be lost.`;
  if ((behind ?? 0) > muchBehind)
    return `${name} is ${Math.round((behind ?? 0) / 1000)} kB behind ${primary}: what must be written waits for it.`;
  return undefined;
}

function ofSpares(status: readonly PartStatus[]): string[] {
  const sentinels = status.filter(({ kind, health }) => kind === "sentinel" && health !== "up");
  const lines =
    sentinels.length > 1
      ? [
          `${list(sentinels)}: most Sentinels are gone. The site goes on, and nobody is elected if the primary is lost.`,
        ]
      : sentinels.map(
          ({ name, health }) => `${name} is ${health}: users notice nothing; no other Sentinel may be lost.`,
        );
  const apps = status.filter(({ kind, health }) => kind === "app" && health !== "up");
  if (apps.length > 0 && countUp(status, "app") > 0) lines.push(`${list(apps)}: the other nodes serve.`);
  const provider = status.find(({ kind, health }) => kind === "identity-provider" && health !== "up");
  if (provider)
    lines.push(`${provider.name} is ${provider.health}: nobody can sign in by company single sign-on.`);
  return lines;
}

const list = (parts: readonly PartStatus[]) =>
  parts.map(({ name, health }) => `${name} is ${health}`).join(", ");
const named = (status: readonly PartStatus[], kind: PartKind, health: Health) =>
  status.filter((part) => part.kind === kind && part.health === health);
const countUp = (status: readonly PartStatus[], kind: PartKind) => named(status, kind, "up").length;
const isUp = (status: readonly PartStatus[], kind: PartKind) => countUp(status, kind) > 0;
