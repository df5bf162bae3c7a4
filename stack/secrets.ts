import { randomBytes, randomInt } from "node:crypto";
import { appendFile, chmod, readFile } from "node:fs/promises";
import { parseEnvFile } from "./env-file.ts";

interface Secret {
  readonly comment: string;
  readonly make: () => string;
}

// 32 random bytes are 43 characters of base64url: as strong as the AES-256 and
// HMAC-SHA-256 keys they become.
const key = () => randomBytes(32).toString("base64url");

// No 0/o and 1/l/i: the password is read from a terminal and typed. 20 of 31 letters are 99 bits.
const letters = "abcdefghjkmnpqrstuvwxyz23456789";
const readable = () =>
  Array.from({ length: 4 }, () =>
    Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join(""),
  ).join("-");

const secrets = {
  SESSION_SEAL_KEYS: {
    comment:
      "Seals the session cookie. A ring: the first key seals, every one opens. To rotate, put a new key last (old,new) and restart the nodes, then first; drop the old one after SESSION_ABSOLUTE_SECONDS.",
    make: key,
  },
  SESSION_PEPPERS: {
    comment: "Turns a session token into the id that Redis knows. A ring, rotated like the above.",
    make: key,
  },
  SESSION_ENVELOPE_KEYS: {
    comment: "Encrypts the session records in Redis. A ring, rotated like the above.",
    make: key,
  },
  NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: {
    comment:
      "Read at build time. Two builds with different keys don't understand each other's Server Actions.",
    make: () => randomBytes(32).toString("base64"),
  },
  AUTH_SECRETS: {
    comment:
      "Encrypts the cookies that a company sign-on carries from node to node. A ring, rotated like the above; 15 minutes are enough.",
    make: key,
  },
  IDENTITY_KEYS: {
    comment:
      "Signs the identities that services behind the login get. A ring, rotated in two steps: docs/recipes/forward-auth.md.",
    make: key,
  },
  OIDC_CLIENT_SECRET: {
    comment:
      "What the app and the identity provider know each other by. With your own provider, the one it gave you.",
    make: key,
  },
  IDP_SECRET: {
    comment:
      "The development identity provider's: its cookies and the key that signs its tokens are made from it.",
    make: key,
  },
  DEMO_PASSWORD: {
    comment: "Password of user@example.com and operator@example.com. Empty: no demo accounts.",
    make: readable,
  },
  REDIS_APP_PASSWORD: {
    comment: "Redis users: the app (its own keys, the commands it uses, nothing else),",
    make: key,
  },
  REDIS_SENTINEL_PASSWORD: { comment: "the Sentinels,", make: key },
  REDIS_REPLICATION_PASSWORD: { comment: "the replicas,", make: key },
  REDIS_OPERATOR_PASSWORD: { comment: "and the stack runner, which may do everything.", make: key },
  POSTGRES_APP_PASSWORD: {
    comment: "PostgreSQL users, in containers with COMPOSE_PROFILES=postgres: the app,",
    make: key,
  },
  POSTGRES_OPERATOR_PASSWORD: { comment: "and the operator, who may do everything.", make: key },
} satisfies Record<string, Secret>;

export type Secrets = Readonly<Record<keyof typeof secrets, string>>;

const isSecret = (name: string): name is keyof typeof secrets => name in secrets;
export const secretNames = Object.keys(secrets).filter(isSecret);

/** A set of secrets that isn't stored anywhere: for the Redis nodes of a test run. */
export function temporarySecrets(): Secrets {
  const made: Record<string, string> = {};
  for (const name of secretNames) made[name] = secrets[name].make();
  return pickSecrets(made);
}

/** Left out by an empty value: it is empty then. */
const optional: ReadonlySet<string> = new Set(["DEMO_PASSWORD"] satisfies (keyof Secrets)[]);

/** Takes the secrets out of an environment; a missing one is an error that names it. */
export function pickSecrets(environment: Readonly<Record<string, string | undefined>>): Secrets {
  const missing = secretNames.filter((name) => !environment[name]?.trim() && !optional.has(name));
  if (missing.length > 0) {
    throw new Error(`Missing in .env: ${missing.join(", ")}. \`npm start\` generates what is missing.`);
  }
  const picked = Object.fromEntries(secretNames.map((name) => [name, environment[name] ?? ""]));
  return picked as Record<keyof typeof secrets, string>;
}

/**
 * The beginning of a new site's file. An existing file belongs to a site whose earlier build may
 * come back, so it gets no format.
 */
const newFile = () => `# Secrets of this checkout, generated once. Never commit or copy this file.

# Format of the session records. Without this line it is 1, which the builds before format 2 read
# as well (docs/operations.md).
SESSION_RECORD_FORMAT=2

# The day on which the key rings below got their first keys. Change it with them: an alert tells
# when that is a year ago.
KEYS_SINCE=${new Date().toISOString().slice(0, 10)}
`;

/**
 * Appends missing secrets to the file and changes no existing one. A copy of the project therefore
 * keeps its keys when a new version needs one more. Returns the names that were added.
 */
export async function ensureSecrets(file: string): Promise<string[]> {
  const content = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  const present = parseEnvFile(content);
  const missing = secretNames.filter(
    (name) => !present[name]?.trim() && !(optional.has(name) && name in present),
  );
  if (missing.length === 0) return [];
  const head = content === "" ? newFile() : "";
  const separator = content === "" || content.endsWith("\n") ? "" : "\n";
  const lines = missing.map((name) => `\n# ${secrets[name].comment}\n${name}=${secrets[name].make()}\n`);
  await appendFile(file, separator + head + lines.join(""), { mode: 0o600 });
  await chmod(file, 0o600);
  return missing;
}
