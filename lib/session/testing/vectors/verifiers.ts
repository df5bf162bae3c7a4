import { KeyRing } from "../../key-ring.ts";
import { Verifiers } from "../../verifiers.ts";
import type { VectorFile } from "./file.ts";
import { envelopeKeys, hex, peppers, text, token } from "./fixed.ts";

/** Each use of a secret, in the form that follows "unstuck " in `info` of HKDF. */
const purposes = [
  { purpose: "pepper", secrets: peppers },
  { purpose: "bound pepper", secrets: peppers },
  { purpose: "successor", secrets: peppers },
  { purpose: "envelope", secrets: envelopeKeys },
];

const rings = purposes.flatMap(({ purpose, secrets }) =>
  new KeyRing(secrets, purpose).all.map(({ id, key }, nth) => ({
    name: `the key for "${purpose}" of secret ${nth + 1}`,
    secret: secrets[nth],
    purpose,
    key: hex(key.export()),
    keyId: hex(id),
  })),
);

const [first, second] = peppers;

export const verifiers: VectorFile = {
  about:
    "The keys that follow from a secret, with the two bytes that name each; and for a token its verifiers under a ring of peppers. " +
    "`layout1` and `layout2` are what a new record of that layout holds. `shown` is what a script is asked with, in this order.",
  keys: { peppers },
  cases: [
    ...rings,
    ...[[first], [first, second], [second, first]].map((ring) => ({
      name: `the verifiers of a token under ${ring.length} pepper(s), beginning with "${ring[0]?.slice(0, 6)}"`,
      ring,
      token: text,
      layout1: hex(new Verifiers(ring).written(token, 1)),
      layout2: hex(new Verifiers(ring).written(token, 2)),
      shown: new Verifiers(ring).all(token).map(hex),
    })),
  ],
};
