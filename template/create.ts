import path from "node:path";
import { Command, CommanderError } from "commander";
import { makeTemplate } from "./make.ts";
import { parseName, TemplateError } from "./name.ts";

const program = new Command("npm run template --")
  .description("Makes an app of your own in a new folder: the kept rooms under your name, without the demo.")
  .argument("<folder>", "a folder that is empty, or isn't there yet")
  .option("--name <name>", "the name of its npm package; by default the folder's")
  .showHelpAfterError()
  .exitOverride()
  .action(async (given: string, { name }: { name?: string }) => {
    // npm runs this in the project's folder, but the person named a folder relative to their own.
    const folder = path.resolve(process.env.INIT_CWD ?? ".", given);
    await makeTemplate(folder, parseName(name ?? path.basename(folder)));
    console.log(`\nYour app is in ${folder}. Begin with\n\n  cd ${folder}\n  npm start\n`);
  });

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    console.error(error instanceof TemplateError ? error.message : error);
    process.exitCode = 1;
  }
}
