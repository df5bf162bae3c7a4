import { StackError } from "../stack.ts";
import type { StackProgram } from "./program.ts";

/**
 * Adds the verbs that do a part harm in other ways than its death: silence, a lost disk, cut links,
 * late replication, full memory.
 */
export function addFaultVerbs(program: StackProgram): void {
  const { command } = program;
  program.verb("freeze", "stop a part where it stands (SIGSTOP): connected, but silent", "frozen", (name) =>
    program.stack.freeze(name),
  );
  program.verb("thaw", "let a frozen part go on", "thawed", (name) => program.stack.thaw(name));
  program.verb(
    "lose-disk",
    "kill a Redis node and erase its disk; it stays down until it is started",
    "its disk is empty",
    (name) => program.stack.loseDisk(name),
  );

  command
    .command("cut <part> <others...>")
    .description(
      "cut the network between a part and others: connected, but nothing arrives (needs NETWORK=relay at the start)",
    )
    .action(async (one: string, others: string[]) => {
      await program.requireRunning();
      const ends = (await Promise.all(others.map((other) => program.named(other)))).flat();
      for (const name of await program.named(one)) {
        await program.stack.cut(name, ends);
        console.log(`${name} and ${ends.join(", ")}: cut off from each other`);
      }
    });

  command
    .command("lag <part> <milliseconds>")
    .description("have a Redis node's replication come late (needs NETWORK=relay at the start)")
    .action(async (name: string, milliseconds: string) => {
      const ms = Number(milliseconds);
      if (!Number.isInteger(ms) || ms < 0) {
        throw new StackError(`The lag must be a whole number of milliseconds, but it is "${milliseconds}".`);
      }
      await program.requireRunning();
      for (const node of await program.named(name)) {
        await program.stack.lag(node, ms);
        console.log(`${node}: replicates ${ms} ms late`);
      }
    });

  command
    .command("heal")
    .description("end every cut and every lag")
    .action(async () => {
      await program.requireRunning();
      await program.stack.heal();
      console.log("Every link is whole");
    });

  command
    .command("fill")
    .description(
      "take all free memory from Redis: keys long unused, which this adds, make room; or with --noeviction logins are refused",
    )
    .option("--noeviction", "refuse what takes memory instead of evicting")
    .action(async ({ noeviction = false }: { noeviction?: boolean }) => {
      await program.requireRunning();
      await program.stack.fill(noeviction ? "noeviction" : "volatile-lru", !noeviction);
      console.log("Redis is full; `relieve` gives the memory back");
    });

  command
    .command("relieve")
    .description("give Redis its memory back")
    .action(async () => {
      await program.requireRunning();
      await program.stack.relieve();
      console.log("Redis has its memory again");
    });
}
