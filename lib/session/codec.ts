import { deflateRawSync, inflateRawSync } from "node:zlib";
import { Packr } from "msgpackr";
import { SessionTooLarge, UnknownFormat } from "./errors.ts";
import { type RecordFormat, unpackedLimit } from "./policy.ts";

/** What a session holds beside its times, which are Redis's. */
export interface Content<Data> {
  user: string;
  /** The node that created it. */
  createdBy: string;
  /** Which login made it. */
  door: string;
  device: Device;
  /** Seconds from creation to the absolute end, as the policy was then. */
  lifetime: number;
  data: Data;
  /** What each service keeps beside the app's data, by the service's name. Only format 2 has it. */
  parts?: Record<string, unknown>;
}

export interface Device {
  browser: string;
  system: string;
}

/** A content in bytes, and how it was made into them. */
export interface Packed {
  version: number;
  codec: number;
  bytes: Buffer;
}

/** How large a content may be, in bytes: `plain` before compression, and `sealed` with the envelope's head after it. */
export interface Limits {
  plain: number;
  sealed: number;
}

/**
 * The versions that readers accept. Version 1 named its fields. Version 2, of record format 1, has no names: 51 bytes less. Version
 * 3, of record format 2, has what belongs to everybody first and may leave out what follows: `[user, lifetime, data, metadata,
 * parts]`, where `metadata` is `[createdBy, door, browser, system]` and `user` is nil for a visitor who has not signed in.
 */
export const readableVersions: readonly number[] = [1, 2, 3];

const plain = 1;
const deflated = 2;
/** Below this, deflate saves nothing on msgpack of such data. */
const worthDeflating = 512;

// Bytes in a session are copied, as what they are unpacked from is remembered (recent-tokens.ts), and callers may change them.
const packr = new Packr({ useRecords: false, copyBuffers: true });

/**
 * Packs a content, compressed where that saves a tenth.
 * @throws {SessionTooLarge} when it takes more than `plainLimit` bytes before compression.
 */
export function encode<Data>(content: Content<Data>, format: RecordFormat, plainLimit: number): Packed {
  // What has parts was in version 3 before, and version 2 would drop them.
  const version = format === 1 && !content.parts ? 2 : 3;
  const bytes = packr.pack(version === 2 ? version2(content) : version3(content));
  if (bytes.length > plainLimit) throw new SessionTooLarge(bytes.length, plainLimit, "maxPlainBytes");
  if (bytes.length > worthDeflating) {
    const small = deflateRawSync(bytes);
    if (small.length < bytes.length * 0.9) return { version, codec: deflated, bytes: small };
  }
  return { version, codec: plain, bytes };
}

const version2 = <Data>({ user, createdBy, door, device, lifetime, data }: Content<Data>) => [
  user,
  createdBy,
  door,
  device.browser,
  device.system,
  lifetime,
  data,
];

const version3 = <Data>({ user, createdBy, door, device, lifetime, data, parts }: Content<Data>) => {
  const fields = [user, lifetime, data, [createdBy, door, device.browser, device.system]];
  return parts ? [...fields, parts] : fields;
};

/**
 * Unpacks a content.
 * @throws {UnknownFormat} for a version or codec of another build; {RangeError} for more than 1 MiB.
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
        [string, string, string, string] | null | undefined,
        Record<string, unknown> | null | undefined,
      ];
      if (user === null) throw new UnknownFormat("no user");
      const [createdBy = "", door = "", browser = "", system = ""] = metadata ?? [];
      const content = { user, createdBy, door, device: { browser, system }, lifetime, data };
      return parts ? { ...content, parts } : content;
    }
    case 2: {
      const [user, createdBy, door, browser, system, lifetime, data] = packr.unpack(packed) as [
        string,
        string,
        string,
        string,
        string,
        number,
        Data,
      ];
      return { user, createdBy, door, device: { browser, system }, lifetime, data };
    }
    case 1:
      return packr.unpack(packed) as Content<Data>;
    default:
      throw new UnknownFormat(`format version ${version}`);
  }
}
