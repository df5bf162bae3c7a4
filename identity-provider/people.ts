/** Somebody whom the company's identity provider knows. */
export interface Person {
  sub: string;
  email: string;
  /** As the provider says it: some send the text "true", and some leave it out. */
  email_verified?: boolean | string | undefined;
  name: string;
  /** Where their picture is. */
  picture?: string | undefined;
  /** Why one would sign in as this one: shown on the page. */
  note: string;
}

/**
 * The people at the start. A person may be changed while the provider runs
 * (people-changes.ts), until it restarts.
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
