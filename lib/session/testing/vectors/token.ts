import { formatToken } from "../../token.ts";
import type { VectorFile } from "./file.ts";
import { hex, id, token as ours, tag, text } from "./fixed.ts";

const secret = ours.secret.toString("base64url");
const parts = { tag, id, secret: hex(ours.secret) };
const inRegion = (region: string) => ({ text: `${region}.${text}`, token: { region, ...parts } });

export const token: VectorFile = {
  about:
    "A token's text and its parts, or null for what isn't one. Tag, id and secret are base64url without padding, of 12, 16 and 32 " +
    "bytes. A store looks only for tokens of its own region; one without a region, only for tokens without.",
  cases: [
    { name: "without a region", text: formatToken(ours), token: parts },
    { name: "with a region", ...inRegion("eu-1") },
    { name: "with the longest region", ...inRegion("a234567890123456") },
    { name: "a region of 17 letters", text: `a2345678901234567.${text}`, token: null },
    { name: "a region in capitals", text: `EU.${text}`, token: null },
    { name: "an empty region", text: `.${text}`, token: null },
    { name: "no tag", text: `${id}.${secret}`, token: null },
    { name: "a tag of 15 letters", text: `${tag.slice(1)}.${id}.${secret}`, token: null },
    { name: "an id of 21 letters", text: `${tag}.${id.slice(1)}.${secret}`, token: null },
    { name: "a secret of 42 letters", text: `${tag}.${id}.${secret.slice(1)}`, token: null },
    { name: "a secret of 44 letters", text: `${tag}.${id}.${secret}A`, token: null },
    {
      name: "a secret in base64, which is not base64url",
      text: `${tag}.${id}.${secret.replace(/^./, "+")}`,
      token: null,
    },
    { name: "padding", text: `${text}=`, token: null },
    { name: "a space before it", text: ` ${text}`, token: null },
    { name: "a line break behind it", text: `${text}\n`, token: null },
    { name: "a part too many", text: `${text}.${secret}`, token: null },
    { name: "another separator", text: text.replaceAll(".", ":"), token: null },
    { name: "nothing", text: "", token: null },
  ],
};
