import { Option } from "commander";
import { diagnosis } from "../diagnosis.ts";
import { levels } from "../logs/line.ts";
import { endOperator, makeOperator } from "../operators.ts";
import { replicationOf, withReplication } from "../replication.ts";
import type { LogOptions } from "../stack.ts";
import { statusTable } from "../status-table.ts";
import type { StackProgram } from "./program.ts";

/**
 * Adds the verbs that a person who runs a site needs: the status of the parts, their logs, killing,
 * starting and restarting parts, failover, operators.
 */
export function addCommonVerbs(program: StackProgram): void {
  const { command } = program;
  command
    .command("status")
    .description(
      "every part: its role, process, port, health and replication; and what is wrong, and what that means",
    )
    .option("--json", "print a JSON array and nothing else; a Redis node has its replication in it")
    .action(async ({ json }: { json?: boolean }) => {
      const { stack, secrets } = program.site;
      const status = await stack.status();
      const { REDIS_OPERATOR_PASSWORD } = await secrets();
      const replication = await replicationOf(stack, status, REDIS_OPERATOR_PASSWORD);
      if (json) {
        console.log(JSON.stringify(status.map(withReplication(replication)), null, 2));
      } else {
        program.assertRunning(status);
        console.log(statusTable(status, replication));
        const wrong = diagnosis(status, replication);
        console.log(`\n${wrong.length > 0 ? wrong.join("\n") : "Nothing is wrong."}`);
      }
    });

  program.verb("kill", "end a part at once (SIGKILL); it stays down until it is started", "killed", (name) =>
    program.stack.kill(name),
  );
  program.verb("start", "start a part that is down, and wait until it answers", "up", (name) =>
    program.stack.start(name),
  );

  command
    .command("stop")
    .description(
      "stop the whole site and the `npm start` that runs it, from any terminal; data and secrets stay",
    )
    .action(async () => {
      await program.site.stop();
      console.log("Everything is stopped");
    });

  command
    .command("failover")
    .description("make a replica the primary as planned: writes wait a moment, none is lost")
    .action(async () => {
      await program.requireRunning();
      console.log(`${await program.stack.failover()}: primary`);
    });

  command
    .command("restart [part]")
    .description("restart a part without failing a request; without a part, every app node in turn")
    .action(async (name?: string) => {
      await program.requireRunning();
      const names = name === undefined ? [undefined] : await program.named(name);
      for (const part of names) {
        await program.stack.restart(part);
        console.log(`${part ?? "app-a, app-b and app-c"}: restarted`);
      }
    });

  command
    .command("operator <email>")
    .description("let the account with this email into the console; it signs in again")
    .option("--remove", "take that away again")
    .action(async (email: string, { remove = false }: { remove?: boolean }) => {
      await program.requireRunning();
      await (remove ? endOperator : makeOperator)(program.site, email);
      console.log(`${email}: ${remove ? "not an operator" : "an operator"}; each of its sessions has ended`);
    });

  command
    .command("logs [part]")
    .description("the last 100 lines of all parts in one order and by one clock (UTC), or those of a part")
    .option("-f, --follow", "go on with what is added")
    .addOption(new Option("--level <level>", "only what is this urgent or more").choices(levels))
    .option("--id <id>", "only what is about this request: its `x-request-id`, which an error page shows")
    .action(async (name: string | undefined, { follow = false, level, id }: Partial<LogOptions>) => {
      const names = name === undefined ? [] : await program.named(name);
      await program.stack.logs(names, { follow, level, id });
    });
}
