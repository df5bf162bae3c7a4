import { addBackupVerbs } from "./cli/backup-verbs.ts";
import { addCommonVerbs } from "./cli/common-verbs.ts";
import { addDeployVerbs } from "./cli/deploy-verbs.ts";
import { addFaultVerbs } from "./cli/fault-verbs.ts";
import { StackProgram } from "./cli/program.ts";
import { openSite } from "./site.ts";

const program: StackProgram = new StackProgram(() => {
  const { compose } = program.command.opts<{ compose?: boolean }>();
  return openSite(compose ? { ...process.env, UNSTUCK_DRIVER: "compose" } : process.env);
}, "Start it with `npm start`, or with `docker compose up` and use --compose here.");
program.command.option(
  "--compose",
  "work on the containers that `docker compose up` started (or set UNSTUCK_DRIVER=compose)",
);
addCommonVerbs(program);
addFaultVerbs(program);
addDeployVerbs(program);
addBackupVerbs(program);
await program.run();
