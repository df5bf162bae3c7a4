import fc from "fast-check";

/** The number of subjects that the provider has, and of addresses that it gives them. */
export const many = 3;

export type Action =
  /** The provider gives an address to a subject; another one that had it gets one of its own. */
  | { does: "rename"; subject: number; address: number }
  | { does: "sign on"; subject: number; node: number }
  /** A person claims an address by a sign-up, and no person verifies it. */
  | { does: "sign up"; address: number; node: number }
  /** A local person tries the password again. */
  | { does: "sign in"; local: number; node: number };

const which = fc.nat(many - 1);
const node = fc.nat(1);
const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ does: fc.constant("rename" as const), subject: which, address: which }),
  fc.record({ does: fc.constant("sign on" as const), subject: which, node }),
  fc.record({ does: fc.constant("sign on" as const), subject: which, node }),
  fc.record({ does: fc.constant("sign up" as const), address: which, node }),
  fc.record({ does: fc.constant("sign in" as const), local: fc.nat(5), node }),
);
export const story = fc.record({
  /** Addresses that their local account has verified, before anything else. */
  verified: fc.uniqueArray(which, { maxLength: many }),
  /** The actions in one array happen at once. */
  steps: fc.array(fc.array(action, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 6 }),
});
export type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;
