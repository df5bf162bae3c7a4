import { Command, CommanderError } from "commander";
import { nameOfBuild } from "./build.ts";
import { ComposeStack } from "./compose.ts";
import { earlierBuild, previousBuild } from "./release.ts";
import { prepareBuild } from "./setup/prepare.ts";
import { openSite } from "./site.ts";
import { type PartStatus, StackError } from "./stack.ts";
import { statusTable } from "./status-table.ts";

const program = new Command("npm run stack --")
  .description("Looks at and works on the running stack, from any terminal.")
  .showHelpAfterError("Run `npm run stack -- --help` for the verbs and what they do.")
  .option(
    "--compose",
    "work on the containers that `docker compose up` started (or set UNSTUCK_DRIVER=compose)",
  )
  .exitOverride();

const stack = () => {
  const { compose } = program.opts<{ compose?: boolean }>();
  return openSite(compose ? { ...process.env, UNSTUCK_DRIVER: "compose" } : process.env).stack;
};

program
  .command("status")
  .description("every part: its role, process, port and health")
  .option("--json", "print a JSON array and nothing else")
  .action(async ({ json }: { json?: boolean }) => {
    const status = await stack().status();
    if (json) {
      console.log(JSON.stringify(status, null, 2));
    } else {
      assertRunning(status);
      console.log(statusTable(status));
    }
  });

verb("kill", "end a part at once (SIGKILL); it stays down until it is started", "killed", (name) =>
  stack().kill(name),
);
verb("start", "start a part that is down, and wait until it answers", "up", (name) => stack().start(name));
verb("freeze", "stop a part where it stands (SIGSTOP): connected, but silent", "frozen", (name) =>
  stack().freeze(name),
);
verb("thaw", "let a frozen part go on", "thawed", (name) => stack().thaw(name));

verb(
  "lose-disk",
  "kill a Redis node and erase its disk; it stays down until it is started",
  "its disk is empty",
  (name) => stack().loseDisk(name),
);

program
  .command("cut <part> <others...>")
  .description(
    "cut the network between a part and others: connected, but nothing arrives (needs NETWORK=relay at the start)",
  )
  .action(async (one: string, others: string[]) => {
    await requireRunning();
    await stack().cut(one, others);
    console.log(`${one} and ${others.join(", ")}: cut off from each other`);
  });

program
  .command("lag <part> <milliseconds>")
  .description("have a Redis node's replication come late (needs NETWORK=relay at the start)")
  .action(async (name: string, milliseconds: string) => {
    const ms = Number(milliseconds);
    if (!Number.isInteger(ms) || ms < 0) {
      throw new StackError(`The lag must be a whole number of milliseconds, but it is "${milliseconds}".`);
    }
    await requireRunning();
    await stack().lag(name, ms);
    console.log(`${name}: replicates ${ms} ms late`);
  });

program
  .command("heal")
  .description("end every cut and every lag")
  .action(async () => {
    await requireRunning();
    await stack().heal();
    console.log("Every link is whole");
  });

program
  .command("failover")
  .description("make a replica the primary as planned: writes wait a moment, none is lost")
  .action(async () => {
    await requireRunning();
    console.log(`${await stack().failover()}: primary`);
  });

program
  .command("fill")
  .description("take all free memory from Redis: unused sessions go, or with --noeviction logins are refused")
  .option("--noeviction", "refuse what takes memory instead of evicting")
  .action(async ({ noeviction = false }: { noeviction?: boolean }) => {
    await requireRunning();
    await stack().fill(noeviction ? "noeviction" : "volatile-lru");
    console.log("Redis is full; `relieve` gives the memory back");
  });

program
  .command("relieve")
  .description("give Redis its memory back")
  .action(async () => {
    await requireRunning();
    await stack().relieve();
    console.log("Redis has its memory again");
  });

program
  .command("restart [part]")
  .description("restart a part without failing a request; without a part, every app node in turn")
  .action(async (name?: string) => {
    await requireRunning();
    await stack().restart(name);
    console.log(`${name ?? "app-a, app-b and app-c"}: restarted`);
  });

program
  .command("deploy")
  .description(
    "build what is in the tree now, and replace the nodes by it one by one, without failing a request",
  )
  .option("--build <id>", "take this build of before instead of building")
  .action(async ({ build }: { build?: string }) => {
    await requireRunning();
    const builds = await stack().builds();
    await deploy(builds, build === undefined ? await buildNext() : earlierBuild(builds, build));
  });

program
  .command("rollback")
  .description("go back to the build of before, node by node")
  .action(async () => {
    await requireRunning();
    const builds = await stack().builds();
    await deploy(builds, previousBuild(builds));
  });

program
  .command("logs [part]")
  .description("the last 100 lines of a part's log, or of all")
  .option("-f, --follow", "go on with what is added")
  .action((name: string | undefined, { follow = false }: { follow?: boolean }) =>
    stack().logs(name, { follow }),
  );

function buildNext(): Promise<string> {
  const target = stack();
  return target instanceof ComposeStack ? target.buildNext() : prepareBuild();
}

async function deploy([current = ""]: readonly string[], build: string): Promise<void> {
  await stack().deploy(build);
  const before = build === current ? "as before" : `\`rollback\` goes back to ${nameOfBuild(current)}`;
  console.log(`app-a, app-b and app-c: run ${nameOfBuild(build)}; ${before}`);
}

function verb(name: string, description: string, done: string, work: (part: string) => Promise<void>): void {
  program
    .command(`${name} <part>`)
    .description(description)
    .action(async (part: string) => {
      await requireRunning();
      await work(part);
      console.log(`${part}: ${done}`);
    });
}

async function requireRunning(): Promise<void> {
  assertRunning(await stack().status());
}

function assertRunning(status: readonly PartStatus[]): void {
  if (status.every(({ health }) => health === "down")) {
    throw new StackError(
      "Unstuck isn't running. Start it with `npm start`, or with `docker compose up` and use --compose here.",
    );
  }
}

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // Commander has printed what was wrong; 0 is --help, and an unknown verb or a missing part is wrong usage.
    if (error.code === "commander.unknownCommand") {
      console.error(`The verbs: ${program.commands.map((command) => command.name()).join(", ")}.`);
    }
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else if (error instanceof Error) {
    console.error(error.message);
    process.exitCode = error.message.startsWith("There is no part") ? 2 : 1;
  } else {
    throw error;
  }
}
