import { Announcements } from "./announcements.ts";
import { StoreContext } from "./context.ts";
import { FastReader } from "./fast/reader.ts";
import { Guests } from "./guests/guests.ts";
import { guestPolicy } from "./guests/policy.ts";
import { RevocationJournal } from "./journal.ts";
import { KeyRing } from "./key-ring.ts";
import { Keys } from "./keys.ts";
import { asItIs, type MetadataFormat } from "./metadata.ts";
import type { SessionObserver } from "./observer.ts";
import type { RedisSessionsOptions } from "./options.ts";
import { PlainReader } from "./plain-reader.ts";
import { ms, policy as policyWith } from "./policy.ts";
import type { SessionReader } from "./reader.ts";
import { DurableRedis } from "./redis/durable.ts";
import { targetOf } from "./redis/reach.ts";
import { Repetition } from "./repetition.ts";
import { Revocations } from "./revocations.ts";
import { readScript } from "./scripts.ts";
import { Verifiers } from "./verifiers.ts";
import { Watchers } from "./watchers.ts";

/**
 * Makes the parts that the operations of a store share, and opens its connections: one for reads,
 * one for durable writes, and two for announcements.
 * @throws As the constructor of {@link RedisSessions}.
 */
export function assemble<Metadata>(options: RedisSessionsOptions<Metadata>): StoreContext<Metadata> {
  const { observer = {}, label = "sessions", deadlines, parts = {} } = options;
  const policy = policyWith(options.policy);
  const keys = new Keys(options.prefix);
  const verifiers = new Verifiers(options.peppers);
  const ring = new KeyRing(options.envelopeKeys, "envelope");
  const limits = { plain: policy.maxPlainBytes, sealed: policy.maxBytes };
  const { metadata = asItIs as MetadataFormat<Metadata> } = options;
  const target = targetOf(options);
  const watchers = new Watchers();
  const announcements =
    options.announcements === false
      ? undefined
      : new Announcements(target, {
          label,
          channel: keys.channel,
          onHeard: (revocation) => revocations.learn(revocation),
          onMissed: () => watchers.unsure(),
          onProblem: (problem) => observer.announcements?.(problem),
        });
  const journal = journalOf(options, observer);
  const repetition = new Repetition(journal, keys);
  const revocations = new Revocations({ journal, repetition, watchers, observer, announcements });
  const { acknowledgement, polling } = parts;
  const redis = new DurableRedis({
    target,
    prefix: keys.prefix,
    label,
    ...(deadlines ? { deadlines } : {}),
    ...(acknowledgement ? { acknowledgement } : {}),
    ...(polling ? { polling } : {}),
  });
  redis.beforeUse((client, slots) => revocations.repeatOn(client, slots));
  return new StoreContext({
    redis,
    keys,
    policy,
    view: { idle: ms(policy.idle), metadata },
    sealing: { ring, format: options.writeFormat ?? 2, limits },
    verifiers,
    revocations,
    watchers,
    announcements,
    observer,
    region: options.region,
  });
}

function journalOf(
  { journalBytes, parts = {} }: Pick<RedisSessionsOptions, "journalBytes" | "parts">,
  observer: SessionObserver,
): RevocationJournal {
  return new RevocationJournal({
    ...(parts.repeatsFor === undefined ? {} : { keepFor: parts.repeatsFor }),
    ...(journalBytes ? { maxBytes: journalBytes } : {}),
    onDropped: (sessions) => observer.dropped?.(sessions),
  });
}

/** The reader that the option `reader` chooses. */
export function readerOf<Data, Metadata>(
  { reader, parts }: RedisSessionsOptions<Metadata>,
  context: StoreContext<Metadata>,
): SessionReader<Data, Metadata> {
  const reading = {
    ...context.parts,
    envelopeKeys: context.parts.sealing.ring,
    script: parts?.readScript ?? readScript,
  };
  return reader === "plain" ? new PlainReader(reading) : new FastReader(reading);
}

/** Visitors who have not signed in, if the option `guests` admits them. */
export function guestsOf<GuestData, Metadata>(
  { guests, peppers }: RedisSessionsOptions<Metadata>,
  context: StoreContext<Metadata>,
  deadline: number,
): Guests<GuestData> | undefined {
  if (!guests) return undefined;
  return new Guests(context as StoreContext<unknown>, { policy: guestPolicy(guests), peppers, deadline });
}
