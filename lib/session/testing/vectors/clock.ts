import { inspect } from "node:util";
import type { Reply, Value } from "./scripts/case.ts";

/** Milliseconds by which a call may come after the time at which its case began. */
const slack = 10_000;

/**
 * Reads the values of a vector. Their times count from the moment at which its case began, by
 * Redis's clock.
 */
export class VectorClock {
  readonly #now: number;

  private constructor(now: number) {
    this.#now = now;
  }

  /** @param time Redis's reply to TIME. */
  static at([seconds, microseconds]: readonly Buffer[]): VectorClock {
    return new VectorClock(Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000));
  }

  /** The bytes that are sent for a value. */
  bytes(value: Value): Buffer {
    if (typeof value !== "object") return Buffer.from(String(value));
    if ("$bytes" in value) return Buffer.from(value.$bytes, "base64");
    if ("$time" in value) return Buffer.from(String(this.#now + value.$time));
    if ("$join" in value) return Buffer.concat(value.$join.map((one) => this.bytes(one)));
    if ("$time6" in value) {
      const bytes = Buffer.alloc(6);
      bytes.writeUIntBE(this.#now + value.$time6, 0, 6);
      return bytes;
    }
    throw new Error(`This is no value to send: ${inspect(value)}`);
  }

  /** How Redis's answer differs from the vector's, or undefined if it doesn't. */
  mismatch(actual: unknown, expected: Reply): string | undefined {
    return this.#matches(actual, expected)
      ? undefined
      : `${inspect(actual)} is not ${inspect(expected, { depth: 9 })}`;
  }

  #matches(actual: unknown, expected: Reply): boolean {
    if (Array.isArray(expected)) {
      const isList = Array.isArray(actual) && actual.length === expected.length;
      return isList && expected.every((one, nth) => this.#matches(actual[nth], one));
    }
    if (expected === null) return actual === null;
    if (typeof expected === "object" && "$error" in expected)
      return actual instanceof Error && actual.message.includes(expected.$error);
    if (typeof actual === "number") return typeof expected !== "string" && this.#isNumber(actual, expected);
    return Buffer.isBuffer(actual) && this.#isText(actual, expected);
  }

  #isNumber(actual: number, expected: Value): boolean {
    if (typeof expected === "object" && "$about" in expected) return this.#isAbout(actual, expected.$about);
    return String(actual) === String(this.bytes(expected));
  }

  #isText(actual: Buffer, expected: Value): boolean {
    if (typeof expected !== "object") return actual.equals(this.bytes(expected));
    if ("$about" in expected) return this.#isAbout(Number(actual), expected.$about);
    if ("$about6" in expected)
      return actual.length === 6 && this.#isAbout(actual.readUIntBE(0, 6), expected.$about6);
    if (!("$join" in expected)) return actual.equals(this.bytes(expected));
    let at = 0;
    for (const one of expected.$join) {
      const isAbout = typeof one === "object" && "$about6" in one;
      const length = isAbout ? 6 : this.bytes(one).length;
      if (!this.#isText(actual.subarray(at, at + length), one)) return false;
      at += length;
    }
    return at === actual.length;
  }

  #isAbout(time: number, offset: number): boolean {
    return time >= this.#now + offset && time <= this.#now + offset + slack;
  }
}
