/** A store's options contradict each other. The message names the option to change. */
export class BadRedisOption extends Error {
  constructor(option: string, reason: string) {
    super(`The option \`${option}\`: ${reason}`);
    this.name = "BadRedisOption";
  }
}
