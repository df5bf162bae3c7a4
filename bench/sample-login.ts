import { createHash } from "node:crypto";
import type { NewAppSession } from "../lib/auth/sessions.ts";

// Names of many lengths, because an allocator rounds up: sizes that are all alike would fall on one
// side of a step.
const first = [
  "Li",
  "Ada",
  "Amal",
  "Grace",
  "Anders",
  "Eleanor",
  "Federico",
  "Christina",
  "Maximilian",
  "Bartholomew",
];
const last = [
  "Wu",
  "Kay",
  "Okoro",
  "Hopper",
  "Lovelace",
  "Hernandez",
  "Abdullahi",
  "Papadopoulos",
  "Featherstone",
];
const hosts = ["example.com", "mail.example.org", "staff.university.example", "example.net"];
const browsers = [
  "Chrome 141",
  "Mobile Safari 26",
  "Firefox 144",
  "Microsoft Edge 141",
  "Samsung Internet 28",
];
const systems = ["Windows", "iOS", "Android", "macOS", "Linux"];

/**
 * The login of the user with this number, with the data that the app itself puts into a session.
 */
export function sampleLogin(user: number): NewAppSession {
  const pick = (list: readonly string[], salt: number) => list[Math.floor(user / salt) % list.length] ?? "";
  const [given, family] = [pick(first, 1), pick(last, 7)];
  const email = `${given}.${family}${user % 100}@${pick(hosts, 11)}`.toLowerCase();
  return {
    user: uuid(user),
    data: { email, name: `${given} ${family}`, role: "user" },
    metadata: {
      createdBy: "app-a",
      signInMethod: "password",
      device: { browser: pick(browsers, 3), system: pick(systems, 5) },
    },
  };
}

/** A UUID, the key of most user tables. The same number gives the same UUID. */
function uuid(user: number): string {
  const hex = createHash("sha256").update(String(user)).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    "-",
  );
}
