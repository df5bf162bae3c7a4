import { StoreContext } from "../context.ts";
import { asItIs, type MetadataFormat } from "../metadata.ts";
import { ms } from "../policy.ts";
import type { GuestPolicy } from "./policy.ts";

/**
 * The parts that the operations on guests share: Redis, keys and secrets of the store's logins, and
 * limits of their own. Old builds know no guests, so guests are written in format 2, whatever
 * format logins have.
 */
export function guestContext({ parts }: StoreContext<unknown>, policy: GuestPolicy): StoreContext<undefined> {
  const { idle, absolute, maxBytes, maxPlainBytes } = policy;
  const { observer } = parts;
  return new StoreContext<undefined>({
    ...parts,
    guests: true,
    policy: { ...parts.policy, idle, absolute, maxBytes, maxPlainBytes },
    view: { idle: ms(idle), metadata: asItIs as MetadataFormat<undefined>, guests: true },
    sealing: {
      ring: parts.sealing.ring,
      format: 2,
      limits: { plain: maxPlainBytes, sealed: maxBytes, of: "guests." },
    },
    // Guests are counted separately from the logins.
    observer: {
      conflict: () => observer.conflict?.(),
      answered: (operation, seconds) => observer.answered?.(`guest-${operation}`, seconds),
      failed: (operation, error) => observer.failed?.(`guest-${operation}`, error),
    },
  });
}
