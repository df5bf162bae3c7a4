import { describe, expect, it } from "vitest";
import { decode, encode } from "../session/codec.ts";
import { type SessionMetadata, sessionMetadata } from "./session-metadata.ts";

const device = { browser: "Firefox 144", system: "Linux" };
const rest = {
  user: "user-1",
  lifetime: 28_800,
  data: { email: "ada@example.com", name: "Ada", role: "user" },
};

/**
 * The data that the build before the metadata wrote for these sign-ins, in each format: packed,
 * before it is sealed.
 */
const frozen: [SessionMetadata["signInMethod"], 1 | 2, string][] = [
  [
    "company",
    1,
    "97a6757365722d31a56170702d62a6617574686a73ab46697265666f7820313434a54c696e7578cd7080de0003a5656d61696caf616461406578616d706c652e636f6da46e616d65a3416461a4726f6c65a475736572",
  ],
  [
    "company",
    2,
    "94a6757365722d31cd7080de0003a5656d61696caf616461406578616d706c652e636f6da46e616d65a3416461a4726f6c65a47573657294a56170702d62a6617574686a73ab46697265666f7820313434a54c696e7578",
  ],
  [
    "password",
    1,
    "97a6757365722d31a56170702d62ac69726f6e2d73657373696f6eab46697265666f7820313434a54c696e7578cd7080de0003a5656d61696caf616461406578616d706c652e636f6da46e616d65a3416461a4726f6c65a475736572",
  ],
  [
    "password",
    2,
    "94a6757365722d31cd7080de0003a5656d61696caf616461406578616d706c652e636f6da46e616d65a3416461a4726f6c65a47573657294a56170702d62ac69726f6e2d73657373696f6eab46697265666f7820313434a54c696e7578",
  ],
];

describe.each(frozen)("a sign-in by %s in format %d", (signInMethod, format, hex) => {
  const metadata = { createdBy: "app-b", signInMethod, device };

  it("is read from a record that an earlier build wrote", () => {
    const version = format === 1 ? 2 : 3;
    const content = decode({ version, codec: 1, bytes: Buffer.from(hex, "hex") });
    expect(content).toMatchObject(rest);
    expect(sessionMetadata.read(content.metadata)).toEqual(metadata);
  });

  it("is written byte for byte as that build wrote it, so that it reads what this one writes", () => {
    const { bytes } = encode({ ...rest, metadata: sessionMetadata.write(metadata) }, format, {
      plain: 16_384,
    });
    expect(bytes.toString("hex")).toBe(hex);
  });
});
