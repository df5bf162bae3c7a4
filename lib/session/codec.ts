import { deflateRawSync, inflateRawSync } from "node:zlib";
import { Packr } from "msgpackr";
import { UnknownFormat } from "./errors.ts";

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

/** The format that is written. Readers accept it and the one before, so that a rolling deploy and its rollback log nobody out. */
export const currentVersion = 2;

const plain = 1;
const deflated = 2;
/** Below this, deflate saves nothing on msgpack of such data. */
const worthDeflating = 512;
/** Far above any record that the size cap lets through, so that a damaged length can't fill the memory. */
const inflatedLimit = 1 << 20;

// Bytes in a session are copied, as what they are unpacked from is remembered (recent-tokens.ts), and callers may change them.
const packr = new Packr({ useRecords: false, copyBuffers: true });

/** Version 2 has no field names: 51 bytes less a session than version 1. Compressed where that saves a tenth. */
export function encode<Data>(content: Content<Data>): Packed {
  const { user, createdBy, door, device, lifetime, data } = content;
  const bytes = packr.pack([user, createdBy, door, device.browser, device.system, lifetime, data]);
  if (bytes.length > worthDeflating) {
    const small = deflateRawSync(bytes);
    if (small.length < bytes.length * 0.9) return { version: currentVersion, codec: deflated, bytes: small };
  }
  return { version: currentVersion, codec: plain, bytes };
}

/**
 * @throws {UnknownFormat} for a version or codec of another build.
 */
export function decode<Data>({ version, codec, bytes }: Packed): Content<Data> {
  if (codec !== plain && codec !== deflated) throw new UnknownFormat(`codec ${codec}`);
  const packed = codec === deflated ? inflateRawSync(bytes, { maxOutputLength: inflatedLimit }) : bytes;
  switch (version) {
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
