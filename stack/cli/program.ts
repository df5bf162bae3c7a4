import { Command, CommanderError } from "commander";
import type { Site } from "../site.ts";
import { type PartStatus, type Stack, StackError } from "../stack.ts";
import { aboutRoles, partsNamed } from "./roles.ts";

/** `npm run stack`: verbs that look at a running stack and work on it. */
export class StackProgram {
  readonly command: Command;
  readonly #open: () => Site;
  readonly #howToStart: string;

  /**
   * @param open Opens the site that the verbs are for; called once per verb,
   * after the options were read.
   * @param howToStart What the error says when nothing runs.
   */
  constructor(open: () => Site, howToStart: string) {
    this.#open = open;
    this.#howToStart = howToStart;
    this.command = new Command("npm run stack --")
      .description("Looks at and works on the running stack, from any terminal.")
      .showHelpAfterError("Run `npm run stack -- --help` for the verbs and what they do.")
      .addHelpText("after", `\n${aboutRoles}`)
      .exitOverride();
  }

  get site(): Site {
    return this.#open();
  }

  get stack(): Stack {
    return this.site.stack;
  }

  /**
   * The parts that a word of a command stands for.
   * @throws {StackError} if it is a role that no part has now.
   */
  named(word: string): Promise<string[]> {
    return partsNamed(word, this.site);
  }

  /**
   * Adds a verb that does one thing to a part, or to each that has a role.
   * @param done The word that is printed for the part afterwards.
   */
  verb(name: string, description: string, done: string, work: (part: string) => Promise<void>): void {
    this.command
      .command(`${name} <part>`)
      .description(description)
      .action(async (part: string) => {
        await this.requireRunning();
        for (const name of await this.named(part)) {
          await work(name);
          console.log(`${name}: ${done}`);
        }
      });
  }

  /** @throws {StackError} when no part runs. */
  async requireRunning(): Promise<void> {
    this.assertRunning(await this.stack.status());
  }

  assertRunning(status: readonly PartStatus[]): void {
    if (status.every(({ health }) => health === "down"))
      throw new StackError(`Unstuck isn't running. ${this.#howToStart}`);
  }

  /** Reads the command line and does what it says. Wrong usage exits with 2, a failure with 1. */
  async run(): Promise<void> {
    try {
      await this.command.parseAsync();
    } catch (error) {
      if (error instanceof CommanderError) {
        // Commander has printed the error. 0 is --help, and an unknown verb or a missing part is
        // wrong usage.
        if (error.code === "commander.unknownCommand")
          console.error(`The verbs: ${this.command.commands.map((command) => command.name()).join(", ")}.`);
        process.exitCode = error.exitCode === 0 ? 0 : 2;
      } else if (error instanceof Error) {
        console.error(error.message);
        process.exitCode = error.message.startsWith("There is no part") ? 2 : 1;
      } else {
        throw error;
      }
    }
  }
}
