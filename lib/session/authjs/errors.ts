/** Auth.js asked for something that doesn't exist. An adapter has no other way to report it. */
export class Missing extends Error {
  constructor(what: string) {
    super(`${what} does not exist, or not any more.`);
    this.name = "Missing";
  }
}

/** Another user has what Auth.js asked for. */
export class Refused extends Error {
  constructor(what: string) {
    super(`${what}.`);
    this.name = "Refused";
  }
}
