import type { NextAuthConfig } from "next-auth";
import type { Adapter } from "next-auth/adapters";
import { encode } from "next-auth/jwt";
import Credentials from "next-auth/providers/credentials";

interface Recipe {
  adapter: Required<Adapter>;
  /** Gives the user whose credentials these are, with the id that the adapter knows. */
  verify(credentials: Partial<Record<string, unknown>>): Promise<{ id: string } | null>;
}

/**
 * Auth.js's credentials provider with sessions in the adapter's store. What each line is
 * for: see the .md beside this.
 */
export function credentialsWithDatabaseSessions({ adapter, verify }: Recipe) {
  return {
    adapter,
    // `strategy` is left out: with an adapter it is "database" all the same,
    // and naming it is refused.
    providers: [
      Credentials({ credentials: { email: {}, password: { type: "password" } }, authorize: verify }),
    ],
    callbacks: {
      async jwt({ token, user, account }) {
        if (account?.provider !== "credentials" || !user?.id) return token;
        const { sessionToken } = await adapter.createSession({
          // The adapter makes its own token and end; see lib/auth/adapter.ts.
          sessionToken: "",
          userId: user.id,
          expires: new Date(),
        });
        return { sessionToken };
      },
    },
    jwt: {
      // What this returns becomes the session cookie.
      encode: async (params) =>
        typeof params.token?.sessionToken === "string" ? params.token.sessionToken : encode(params),
    },
  } satisfies Partial<NextAuthConfig>;
}
