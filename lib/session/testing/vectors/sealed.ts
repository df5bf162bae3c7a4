import { createCipheriv } from "node:crypto";
import { constants, deflateRawSync, inflateRawSync } from "node:zlib";
import { type Content, encode, type Packed } from "../../codec.ts";
import { KeyRing } from "../../key-ring.ts";
import type { RecordFormat } from "../../policy.ts";
import { envelopeKeys, id, nonce } from "./fixed.ts";

/** The parts of an envelope. */
export interface Sealing {
  id?: string;
  nonce?: Buffer;
  key?: string;
}

const noLimit = { plain: Number.MAX_SAFE_INTEGER };

/** A content as the store packs it in a record of this format, not compressed. */
export function packed(content: Content<unknown>, format: RecordFormat = 2): Packed {
  const { version, codec, bytes } = encode(content, format, noLimit);
  return { version, codec: 1, bytes: codec === 2 ? inflateRawSync(bytes) : bytes };
}

/**
 * The same, compressed by run lengths only, since deflate's other results differ between versions
 * of zlib.
 */
export function deflated({ version, bytes }: Packed): Packed {
  return { version, codec: 2, bytes: deflateRawSync(bytes, { strategy: constants.Z_RLE }) };
}

/** Seals as ../../envelope.ts does, but with a given nonce. */
export function sealed({ version, codec, bytes }: Packed, sealing: Sealing = {}): Buffer {
  const { key = envelopeKeys[0], id: of = id, nonce: iv = nonce(0x11) } = sealing;
  const { first } = new KeyRing([key], "envelope");
  const label = Buffer.concat([Buffer.from([version, codec]), first.id]);
  const cipher = createCipheriv("aes-256-gcm", first.key, iv).setAAD(Buffer.concat([label, Buffer.from(of)]));
  const content = Buffer.concat([cipher.update(bytes), cipher.final()]);
  return Buffer.concat([label, iv, cipher.getAuthTag(), content]);
}
