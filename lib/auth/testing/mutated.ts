import fc from "fast-check";

/** A genuine seal with one thing done to it. */
export const mutated = (seal: string) =>
  fc
    .tuple(
      fc.constantFrom("replace", "insert", "remove", "cut", "double", "swap", "append"),
      fc.nat(seal.length - 1),
      fc.nat(seal.length - 1),
      fc.string({ unit: "binary-ascii", minLength: 1, maxLength: 3 }),
    )
    .map(([kind, at, other, text]) => {
      switch (kind) {
        case "replace":
          return seal.slice(0, at) + text + seal.slice(at + text.length);
        case "insert":
          return seal.slice(0, at) + text + seal.slice(at);
        case "remove":
          return seal.slice(0, at) + seal.slice(at + 1);
        case "cut":
          return seal.slice(0, at);
        case "double":
          return seal.slice(0, at) + seal.slice(Math.min(at, other));
        case "append":
          return seal + text;
        default: {
          const parts = seal.split("*");
          const [from, to] = [at % parts.length, other % parts.length];
          [parts[from], parts[to]] = [parts[to] ?? "", parts[from] ?? ""];
          return parts.join("*");
        }
      }
    });
