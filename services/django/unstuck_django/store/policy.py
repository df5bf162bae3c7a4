"""The figures that the store in TypeScript has too (lib/session/policy.ts, changer.ts, redis)."""

#: Seconds. An election takes 4 to 6, which a write waits out and a read doesn't.
READ_DEADLINE, WRITE_DEADLINE = 2.0, 8.0

#: The share of the idle time after which a read writes a slide.
SLIDE_SHARE = 0.1
#: Milliseconds for which a former token is accepted once the next one was shown.
GRACE = 60_000
#: Longer than any session: as a grace, no replay is judged; as the time after which a slide is
#: written, none is.
NEVER = 2**47

#: Bytes of msgpack that each service's part may take.
PART_LIMIT = 1024
#: Bytes of an envelope, and of its content before compression.
MOST_BYTES, MOST_PLAIN_BYTES = 4096, 16_384
#: What a reader unpacks at the most, so that a damaged length can't fill the memory.
UNPACKED_LIMIT = 1 << 20

#: Tries of an update before it gives up; 50 callers at once on one session need up to 50.
MOST_TRIES = 128
#: Milliseconds for which Redis remembers that an update was done: until none can be sent again.
DONE_FOR = int(WRITE_DEADLINE * 1000) + 7000
