import { execa } from "execa";
import { StackError } from "../stack.ts";
import type { Container } from "./container.ts";

/**
 * Cuts a container off from others, though their connections stay open. Rules in the network
 * namespace of the one drop what comes from the others and what would go there.
 * `docker network disconnect` can't do this, because it takes a container away from all others at
 * once. This uses the machine's own iptables, because no image has one. The rules live in the
 * namespace, so they end with the container.
 */
export async function cut(one: Container, others: readonly Container[]): Promise<void> {
  const addresses = others.flatMap((other) => other.addresses).join(",");
  await iptables(one, "-A", "INPUT", "-s", addresses, "-j", "DROP");
  await iptables(one, "-A", "OUTPUT", "-d", addresses, "-j", "DROP");
}

/**
 * Ends every cut that was made in this container. Docker's own rules there are in
 * the nat table, which stays.
 */
export async function heal(container: Container): Promise<void> {
  await iptables(container, "-F");
}

async function iptables({ pid, service }: Container, ...rule: readonly string[]): Promise<void> {
  const command = ["--target", String(pid), "--net", "iptables", "--wait", ...rule];
  const { failed, stderr, shortMessage } = await execa("nsenter", command, {
    reject: false,
    stdin: "ignore",
  });
  if (!failed) return;
  throw new StackError(
    `The links of ${service} can't be changed: ${stderr || shortMessage}\nWith --compose, cut and heal need root on Linux, and the machine's own nsenter and iptables.`,
  );
}
