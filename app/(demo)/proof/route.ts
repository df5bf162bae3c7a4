import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { takesOnly } from "@/lib/auth/methods.ts";

/**
 * The report of the fault campaigns, as it was committed: one page that needs nothing else, not
 * even a script. Its style is inline and known by its hash, so that people can read the page
 * anywhere, also from a file.
 */
export async function GET(): Promise<Response> {
  const page = await readFile(path.join(process.cwd(), "proof/report/index.html"), "utf8");
  const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? "";
  const hash = createHash("sha256").update(style).digest("base64");
  return new Response(page, {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; frame-ancestors 'none'`,
      "cache-control": "public, max-age=60",
    },
  });
}

export const { OPTIONS, POST, PUT, PATCH, DELETE } = takesOnly("GET");
