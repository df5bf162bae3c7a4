/** A person whom the company's identity provider knows. */
export interface Person {
  sub: string;
  email: string;
  /** The claim as the provider sends it: some send the text "true", and some leave it out. */
  email_verified?: boolean | string | undefined;
  name: string;
  /** The URL of the person's picture. */
  picture?: string | undefined;
  /** The reason to sign in as this person, which the page shows. */
  note: string;
}

/**
 * The people at the start. Changes while the provider runs (people-changes.ts) last until it
 * restarts.
 */
const first: readonly Person[] = [
  {
    sub: "company-1",
    email: "user@example.com",
    email_verified: true,
    name: "Demo User",
    note: "also has a password at the site: both lead to one account",
  },
  {
    sub: "company-2",
    email: "newcomer@example.com",
    email_verified: true,
    name: "Newcomer",
    note: "unknown to the site: the first sign-on makes the account",
  },
  {
    sub: "company-3",
    email: "unverified@example.com",
    email_verified: false,
    name: "Unverified",
    note: "an email that nobody has verified: the site refuses",
  },
];

/** The people whom the provider knows now, by subject. */
export const people: Map<string, Person> = new Map(first.map((person) => [person.sub, person]));
