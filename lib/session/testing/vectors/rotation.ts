import { formatToken } from "../../token.ts";
import { Verifiers } from "../../verifiers.ts";
import type { VectorFile } from "./file.ts";
import { hex, peppers, token } from "./fixed.ts";

const [first, second] = peppers;

export const rotation: VectorFile = {
  about:
    "The tokens that may follow a token under a ring of peppers, in the ring's order, each with the two verifiers that rotate.lua is asked with " +
    "(that of layout 1, then that of layout 2). A region stays in front of the next token.",
  keys: { peppers },
  cases: [[first], [first, second], [second, first]].flatMap((ring) =>
    [token, { ...token, region: "eu-1" }].map((shown) => ({
      name: `what follows ${"region" in shown ? "a token of a region" : "a token"} under ${ring.length} pepper(s), beginning with "${ring[0]?.slice(0, 6)}"`,
      ring,
      token: formatToken(shown),
      next: new Verifiers(ring).successors(shown).map((one) => ({
        token: formatToken(one.token),
        verifiers: one.verifiers.map(hex),
      })),
    })),
  ),
};
