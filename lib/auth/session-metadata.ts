import type { MetadataFormat } from "../session/index.ts";
import type { Device } from "./device.ts";

/** How a person signed in: by this site's password, or through the company's identity provider. */
export type SignInMethod = "password" | "company";

/** The facts that this app keeps about each sign-in. The list of a person's sessions shows them. */
export interface SessionMetadata {
  /** The node that the sign-in reached. */
  createdBy: string;
  signInMethod: SignInMethod;
  device: Device;
}

/**
 * The names that records have for the method: the libraries with which each front door began. They
 * stay, because earlier builds read this build's records during a rolling deploy, and a session
 * outlives a deploy.
 */
const stored: Record<SignInMethod, string> = { password: "iron-session", company: "authjs" };

/**
 * The form in records: `[node, method, browser, system]`. Without field names it takes 51 bytes
 * less per session.
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
 * A sign-in at the provider, as a session of this site remembers it. The ids are hashes, because a
 * provider's ids can have any length.
 */
export interface CompanySignIn {
  subject: string;
  sid?: string;
  /** When its ID token was issued, in seconds by the provider's clock. */
  issuedAt: number;
}
