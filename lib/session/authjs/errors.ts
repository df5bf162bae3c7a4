/** Auth.js asked for something that isn't there; an adapter has no other way to tell it. */
export class Missing extends Error {
  constructor(what: string) {
    super(`${what} does not exist, or not any more.`);
    this.name = "Missing";
  }
}

/** What Auth.js asked for is another user's. */
export class Refused extends Error {
  constructor(what: string) {
    super(`${what}.`);
    this.name = "Refused";
  }
}
