/** Bytes of a user's tag (./keys.ts). */
export const tagSize = 12;
/** Bytes of a session's id (./token.ts). */
export const idSize = 16;

const tagLength = 16;
const idLength = 22;

/** The last letter of an id stands for only two bits. This shape gives each session one name. */
const idShape = /^[\w-]{21}[AQgw]$/;
const tagShape = /^[\w-]{16}$/;

/** Writes a tag's bytes. False if the text is not a tag. */
export function writeTag(to: Buffer, offset: number, tag: string): boolean {
  return tag.length === tagLength && tagShape.test(tag) && to.write(tag, offset, "base64url") === tagSize;
}

/** Writes an id's bytes. False if no session can have that id. */
export function writeId(to: Buffer, offset: number, id: string): boolean {
  return id.length === idLength && idShape.test(id) && to.write(id, offset, "base64url") === idSize;
}

/** Reads a tag and the id behind it. */
export function idOf(from: Buffer, offset: number): { tag: string; id: string } {
  const split = offset + tagSize;
  return {
    tag: from.toString("base64url", offset, split),
    id: from.toString("base64url", split, split + idSize),
  };
}
