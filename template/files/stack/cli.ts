import { addBackupVerbs } from "@/stack/cli/backup-verbs.ts";
import { addCommonVerbs } from "@/stack/cli/common-verbs.ts";
import { StackProgram } from "@/stack/cli/program.ts";
import { NativeStack } from "@/stack/native.ts";
import { readSettings } from "@/stack/settings.ts";
import { prepareBuild, prepareMachine } from "@/stack/setup/prepare.ts";
import { openSite } from "./site.ts";

const program = new StackProgram(openSite, "Start it with `npm start`, or with `npm run stack -- up`.");
program.command
  .command("up")
  .description("build what is in the tree, and start every part in the background")
  .action(async () => {
    await prepareMachine({ withChromium: false });
    const stack = new NativeStack(readSettings());
    await stack.release.select(await prepareBuild());
    await stack.up();
    console.log(`Unstuck is running at ${program.site.siteUrl}`);
  });
program.command
  .command("down")
  .description("stop every part")
  .action(() => program.stack.down());
addCommonVerbs(program);
addBackupVerbs(program);
await program.run();
