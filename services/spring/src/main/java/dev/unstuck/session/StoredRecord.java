package dev.unstuck.session;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A record as Redis keeps it: the access part, which the scripts read and write, and the envelope,
 * which only the app and its services can open (lib/session/record.ts has the offsets).
 *
 * @param lastSeen milliseconds by Redis's clock
 */
record StoredRecord(long lastSeen, byte[] envelope) {
  private static final int SEEN_AT = 20;
  private static final int FIXED = 26;

  /** @throws UnknownFormat for a layout of another build; {@link DamagedRecord} */
  static StoredRecord of(byte[] record) {
    if (record.length == 0) throw new UnknownFormat("a record layout of no length");
    int layout = record[0];
    if (layout != 1 && layout != 2) throw new UnknownFormat("record layout " + layout);
    if (record.length < FIXED) throw new DamagedRecord("it is cut short");
    int generations = record[1] & 0xff;
    var history = generations == 0 ? 0 : 6 + generations * (layout == 1 ? 18 : 24);
    if (record.length < FIXED + history) throw new DamagedRecord("it is cut short");
    var time = Bytes.join(new byte[2], Arrays.copyOfRange(record, SEEN_AT, FIXED));
    return new StoredRecord(ByteBuffer.wrap(time).getLong(),
        Arrays.copyOfRange(record, FIXED + history, record.length));
  }
}
