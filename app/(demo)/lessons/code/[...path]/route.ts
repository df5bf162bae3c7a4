import { readFile } from "node:fs/promises";
import { takesOnly } from "@/lib/auth/methods.ts";
import { problem } from "@/lib/auth/problem.ts";
import { codeOf } from "../../code.ts";
import { fileOf } from "../shipped.ts";

/** Each path, both as it is and as an address has it. */
const named = new Map<string, string>();
for (const { path } of Object.values(codeOf).flat()) {
  named.set(path, path);
  named.set(path.split("/").map(encodeURIComponent).join("/"), path);
}

/**
 * A file that a lesson names, as plain text; 404 for every other file, and for one that this build
 * lacks.
 */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ path: string[] }> },
): Promise<Response> {
  const name = named.get((await params).path.join("/"));
  const text = name
    ? await readFile(/* turbopackIgnore: true */ fileOf(name), "utf8").catch(() => undefined)
    : undefined;
  if (text === undefined)
    return problem(404, "No such file", "No lesson names this file, or this build lacks it.");
  return new Response(text, {
    headers: {
      "content-type": "text/plain; charset=utf-8",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      "cache-control": "public, max-age=60",
    },
  });
}

export const { OPTIONS, POST, PUT, PATCH, DELETE } = takesOnly("GET");
