/** Somebody whom the company's identity provider knows. */
export interface Person {
  sub: string;
  email: string;
  email_verified: boolean;
  name: string;
  /** Why one would sign in as this one: shown on the page. */
  note: string;
}

export const people: readonly Person[] = [
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
