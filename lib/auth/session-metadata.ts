import type { MetadataFormat } from "../session/index.ts";
import type { Device } from "./device.ts";

/** How a person signed in: by this site's password, or through the company's identity provider. */
export type SignInMethod = "password" | "company";

/** What this app says of each sign-in. It is shown in the list of a person's sessions. */
export interface SessionMetadata {
  /** The node that the sign-in reached. */
  createdBy: string;
  signInMethod: SignInMethod;
  device: Device;
}

/**
 * The names that records have for it: those of the libraries which each front door began with.
 * They stay, since during a rolling deploy earlier builds read what this one writes, and a
 * session outlives a deploy.
 */
const stored: Record<SignInMethod, string> = { password: "iron-session", company: "authjs" };

/**
 * As records keep it: `[node, method, browser, system]`. Without names it takes
 * 51 bytes less per session.
 */
export const sessionMetadata: MetadataFormat<SessionMetadata> = {
  write: ({ createdBy, signInMethod, device }) => [
    createdBy,
    stored[signInMethod],
    device.browser,
    device.system,
  ],
  read(kept) {
    const [createdBy = "", method = "", browser = "", system = ""] = Array.isArray(kept) ? kept : [];
    const signInMethod = method === stored.company ? "company" : "password";
    return { createdBy, signInMethod, device: { browser, system } };
  },
};

/**
 * A sign-in at the provider, as a session here remembers it. Hashes, since a
 * provider's ids have any length.
 */
export interface CompanySignIn {
  subject: string;
  sid?: string;
  /** When its ID token was issued, in seconds by the provider's clock. */
  issuedAt: number;
}
