"""The figures that the store in TypeScript also has (lib/session/policy.ts, changer.ts, redis)."""

#: Seconds. An election takes 4 to 6 s. A write waits for its end and a read doesn't.
READ_DEADLINE, WRITE_DEADLINE = 2.0, 8.0

#: The share of the idle time after which a read writes a slide.
SLIDE_SHARE = 0.1
#: Milliseconds for which a former token is accepted once the next one was shown.
GRACE = 60_000
#: This is longer than any session. As a grace, it means that no replay is judged. As the time after
#: which a slide is written, it means that none is written.
NEVER = 2**47

#: Bytes of msgpack that each service's part may take.
PART_LIMIT = 1024
#: Bytes of an envelope, and of its content before compression.
MOST_BYTES, MOST_PLAIN_BYTES = 4096, 16_384
#: The most that a reader unpacks, so that a damaged length can't fill the memory.
UNPACKED_LIMIT = 1 << 20

#: Tries of an update before it gives up; 50 callers at once on one session need up to 50.
MOST_TRIES = 128
#: Milliseconds for which Redis remembers that an update was done: until it can't be sent again.
DONE_FOR = int(WRITE_DEADLINE * 1000) + 7000
