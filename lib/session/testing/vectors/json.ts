import type { Content } from "../../codec.ts";

/** A value in JSON form, with bytes as `{"$bytes": base64}`, and null for undefined. */
export function asJson(value: unknown): unknown {
  if (Buffer.isBuffer(value)) return { $bytes: value.toString("base64") };
  if (Array.isArray(value)) return value.map(asJson);
  if (typeof value !== "object" || value === null) return value ?? null;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, asJson(inner)]));
}

/** A content in JSON form. A field that the content lacks is missing. */
export function contentAsJson({ user, lifetime, data, metadata, parts }: Content<unknown>): unknown {
  return {
    user,
    lifetime,
    data: asJson(data),
    ...(metadata === undefined ? {} : { metadata: asJson(metadata) }),
    ...(parts ? { parts: asJson(parts) } : {}),
  };
}
