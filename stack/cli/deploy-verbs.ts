import { nameOfBuild } from "../build.ts";
import { ComposeStack } from "../compose.ts";
import { earlierBuild } from "../release.ts";
import { prepareBuild } from "../setup/prepare.ts";
import type { StackProgram } from "./program.ts";

/** Adds the verbs that replace the nodes by another build, one by one. */
export function addDeployVerbs(program: StackProgram): void {
  const buildNext = () => {
    const { stack } = program;
    return stack instanceof ComposeStack ? stack.deployments.buildNext() : prepareBuild();
  };
  const deploy = async ([current = ""]: readonly string[], build: string) => {
    await program.stack.deploy(build);
    const before = build === current ? "as before" : `\`rollback\` goes back to ${nameOfBuild(current)}`;
    console.log(`app-a, app-b and app-c: run ${nameOfBuild(build)}; ${before}`);
  };

  program.command
    .command("deploy")
    .description(
      "build what is in the tree now, and replace the nodes by it one by one, without failing a request",
    )
    .option("--build <id>", "take this build of before instead of building")
    .action(async ({ build }: { build?: string }) => {
      await program.requireRunning();
      const builds = await program.stack.builds();
      await deploy(builds, build === undefined ? await buildNext() : earlierBuild(builds, build));
    });

  program.command
    .command("rollback")
    .description(
      "go back to the build of before, node by node; once more goes further back, or says that nothing is older",
    )
    .action(async () => {
      await program.requireRunning();
      const [left = ""] = await program.stack.builds();
      await program.stack.rollback();
      const [current = ""] = await program.stack.builds();
      console.log(
        `app-a, app-b and app-c: run ${nameOfBuild(current)}; \`deploy --build ${nameOfBuild(left)}\` goes forward again`,
      );
    });
}
