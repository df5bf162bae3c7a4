import { deflateRawSync, inflateRawSync } from "node:zlib";
import { Packr } from "msgpackr";
import { SessionTooLarge, UnknownFormat } from "./errors.ts";
import { type RecordFormat, unpackedLimit } from "./policy.ts";

/** A session's content besides its times, which Redis keeps. */
export interface Content<Data> {
  /** Null for a guest. */
  user: string | null;
  /**
   * The caller's metadata of the login, as the store's {@link MetadataFormat} writes it. It stays
   * for the session's life.
   */
  metadata: unknown;
  /** Seconds from creation to the absolute end, as the policy was then. */
  lifetime: number;
  data: Data;
  /** Each service's data beside the app's, by the service's name. Only version 3 has parts. */
  parts?: Record<string, unknown>;
}

interface Version1<Data> {
  user: string;
  createdBy: string;
  door: string;
  device: { browser: string; system: string };
  lifetime: number;
  data: Data;
}

/** A content in bytes, with the version and codec that made them. */
export interface Packed {
  version: number;
  codec: number;
  bytes: Buffer;
}

/**
 * How large a content may be, in bytes: `plain` before compression, and `sealed` with the
 * envelope's head after it.
 */
export interface Limits {
  plain: number;
  sealed: number;
  /** The beginning of these limits' names in a policy. */
  of?: string;
}

/**
 * The versions that readers accept. Version 1 named its fields. Version 2, of record format 1, has
 * no names: 51 bytes less. Version 3, of record format 2, begins with the fields that every session
 * has and may leave out the others: `[user, lifetime, data, metadata, parts]`. `user` is nil for a
 * visitor who has not signed in.
 *
 * Versions 1 and 2 had four strings in place of the metadata: the node, the front door, the browser
 * and its system. They are read as the metadata `[node, door, browser, system]`. The app also
 * writes its own metadata so in version 3.
 */
export const readableVersions: readonly number[] = [1, 2, 3];

const plain = 1;
const deflated = 2;
/** Below this, deflate saves nothing on msgpack of such data. */
const worthDeflating = 512;

// Bytes in a session are copied: the store remembers the buffer that they are unpacked from
// (recent-tokens.ts), and callers may change them. Other languages write integers above 32 bits as
// int64, which would otherwise be read as BigInts.
const packr = new Packr({ useRecords: false, copyBuffers: true, int64AsType: "number" });

/**
 * Packs a content, and compresses it if that saves a tenth.
 * @throws {SessionTooLarge} when it takes more bytes before compression than the limits allow.
 */
export function encode<Data>(
  content: Content<Data>,
  format: RecordFormat,
  { plain: limit, of = "" }: Pick<Limits, "plain" | "of">,
): Packed {
  const four = format === 1 && !content.parts ? fourStrings(content.metadata) : undefined;
  // Version 2 has no place for parts or other metadata, and would drop them.
  const version = four ? 2 : 3;
  const bytes = packr.pack(four ? version2(content, four) : version3(content));
  if (bytes.length > limit) throw new SessionTooLarge(bytes.length, limit, `${of}maxPlainBytes`);
  if (bytes.length > worthDeflating) {
    const small = deflateRawSync(bytes);
    if (small.length < bytes.length * 0.9) return { version, codec: deflated, bytes: small };
  }
  return { version, codec: plain, bytes };
}

/** The bytes that a value takes in a record before compression. */
export function packedSize(value: unknown): number {
  return packr.pack(value).length;
}

type FourStrings = readonly [string, string, string, string];

function fourStrings(metadata: unknown): FourStrings | undefined {
  const has =
    Array.isArray(metadata) && metadata.length === 4 && metadata.every((one) => typeof one === "string");
  return has ? (metadata as unknown as FourStrings) : undefined;
}

const version2 = <Data>({ user, lifetime, data }: Content<Data>, metadata: FourStrings) => [
  user,
  ...metadata,
  lifetime,
  data,
];

const version3 = <Data>({ user, metadata, lifetime, data, parts }: Content<Data>) => {
  const fields = [user, lifetime, data];
  if (parts) return [...fields, metadata ?? null, parts];
  return metadata === undefined ? fields : [...fields, metadata];
};

/**
 * Unpacks a content.
 * @throws {UnknownFormat} for a version or codec of another build;
 * {RangeError} for more than 1 MiB.
 */
export function decode<Data>({ version, codec, bytes }: Packed): Content<Data> {
  if (codec !== plain && codec !== deflated) throw new UnknownFormat(`codec ${codec}`);
  const packed = codec === deflated ? inflateRawSync(bytes, { maxOutputLength: unpackedLimit }) : bytes;
  switch (version) {
    case 3: {
      const [user, lifetime, data, metadata, parts] = packr.unpack(packed) as [
        string | null,
        number,
        Data,
        unknown,
        Record<string, unknown> | null | undefined,
      ];
      const content = { user, metadata: metadata ?? undefined, lifetime, data };
      return parts ? { ...content, parts } : content;
    }
    case 2: {
      const [user, node, door, browser, system, lifetime, data] = packr.unpack(packed) as [
        string,
        ...FourStrings,
        number,
        Data,
      ];
      return { user, metadata: [node, door, browser, system], lifetime, data };
    }
    case 1: {
      const { user, createdBy, door, device, lifetime, data } = packr.unpack(packed) as Version1<Data>;
      return { user, metadata: [createdBy, door, device.browser, device.system], lifetime, data };
    }
    default:
      throw new UnknownFormat(`format version ${version}`);
  }
}
