package io.ottla.storage.producer;

import io.ottla.storage.segment.FileKind;
import io.ottla.storage.segment.LogFiles;
import io.ottla.wire.codec.MalformedRequestException;
import io.ottla.wire.codec.Reader;
import io.ottla.wire.codec.UnsupportedVersionException;
import io.ottla.wire.codec.Writer;
import io.ottla.wire.message.ProducerSnapshot;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The snapshot files of a partition: what was known of its producers when the log ended at the
 * offset in the file's name. Kafka's format:
 *
 * <pre>
 *  0            2                              6
 *  +------------+------------------------------+---------------------------
 *  | version 1  | CRC-32C of all behind it     | ProducerSnapshot's entries
 *  +------------+------------------------------+---------------------------
 * </pre>
 *
 * <p>Owned by the partition's loop.
 */
public final class ProducerSnapshots {
  /** Where the number of entries lies in a file, in bytes; the entries follow. */
  public static final int ENTRIES = 6;

  /** Size in bytes of an entry. */
  public static final int ENTRY_SIZE = 46;

  private static final long NONE = -1;
  private static final short VERSION = 1;
  private static final int CRC = 2;

  private final LogFiles files;
  private final LongUnaryOperator floor;
  private final Supplier<long[]> source;

  /** Of those that were there at first and are still, until all are known. */
  private long newestOfOld;

  /** Those that were written since, all newer, until all are known. */
  private final OffsetSet recent = new OffsetSet(new long[0]);

  private @Nullable OffsetSet offsets;

  /** The snapshots in a log's directory, given their offsets in ascending order. */
  public ProducerSnapshots(LogFiles files, long[] offsets) {
    this(files, NONE, unused -> NONE, () -> offsets);
    this.offsets = new OffsetSet(offsets);
  }

  /**
   * The snapshots in a log's directory.
   *
   * @param newest the offset of the newest; -1 when there is none
   * @param floor the offset of the newest at or below an offset; -1 when there is none
   * @param source has the offsets in ascending order; asked once others than the newest matter
   */
  public ProducerSnapshots(
      LogFiles files, long newest, LongUnaryOperator floor, Supplier<long[]> source) {
    this.files = files;
    this.newestOfOld = newest;
    this.floor = floor;
    this.source = source;
  }

  private OffsetSet offsets() {
    OffsetSet known = offsets;
    if (known == null) {
      LongStream old = LongStream.of(source.get()).filter(offset -> offset <= newestOfOld);
      known = new OffsetSet(LongStream.concat(old, LongStream.of(recent.toArray())).toArray());
      offsets = known;
    }
    return known;
  }

  /** The offset of the newest snapshot at or below the offset; -1 when there is none. */
  public long newestAtOrBelow(long offset) {
    return offsets == null && newestOfOld <= offset
        ? Math.max(newestOfOld, recent.floor(offset))
        : offsets().floor(offset);
  }

  private long newest() {
    return newestAtOrBelow(Long.MAX_VALUE);
  }

  /** The offsets of those above an offset, in ascending order. */
  public long[] above(long offset) {
    return (offsets == null && newestOfOld <= offset ? recent : offsets()).above(offset);
  }

  /** Writes the state as of the offset; a crash may lose it, a damaged one is not read. */
  public void write(long offset, ProducerStates states) {
    OffsetSet known = offsets == null && newestOfOld < offset ? recent : offsets();
    files.disk().replace(path(offset), encode(states.toSnapshot()), /* durable= */ false);
    known.add(offset);
  }

  /** The snapshot of the offset; null when it is damaged, in which case it is removed. */
  public @Nullable ProducerSnapshot read(long offset) {
    byte[] bytes = files.disk().readAll(path(offset));
    ProducerSnapshot snapshot = bytes == null ? null : decode(bytes);
    if (snapshot == null) {
      delete(offset);
    }
    return snapshot;
  }

  /** Removes all snapshots above the offset. */
  public void deleteAbove(long offset) {
    while (newest() > offset) {
      delete(newest());
    }
  }

  /** Removes all snapshots below the offset, but never the newest. */
  public void deleteBelow(long offset) {
    OffsetSet known = offsets();
    while (known.count() > 1 && known.first() < offset) {
      delete(known.first());
    }
  }

  /** Removes all snapshots. */
  public void deleteAll() {
    deleteAbove(-1);
  }

  /** Removes the snapshot of the offset. */
  public void delete(long offset) {
    if (offsets == null && offset > newestOfOld) {
      recent.remove(offset);
    } else if (offsets == null && offset == newestOfOld) {
      newestOfOld = floor.applyAsLong(offset - 1);
    } else {
      offsets().remove(offset);
    }
    files.disk().delete(path(offset));
  }

  private Path path(long offset) {
    return files.path(FileKind.PRODUCER_SNAPSHOT, offset);
  }

  /** The bytes of a snapshot file. */
  public static byte[] encode(ProducerSnapshot snapshot) {
    ByteBuffer bytes = ByteBuffer.allocate(CRC + snapshot.sizeOf(VERSION));
    bytes.putShort(VERSION);
    snapshot.write(Writer.copying(bytes), VERSION);
    byte[] content = bytes.array();
    bytes.putInt(CRC, crcOf(content));
    return content;
  }

  /** The content of a snapshot file; null when it is damaged. */
  public static @Nullable ProducerSnapshot decode(byte[] content) {
    ByteBuffer bytes = ByteBuffer.wrap(content);
    if (content.length < ENTRIES
        || bytes.getShort() != VERSION
        || bytes.getInt(CRC) != crcOf(content)) {
      return null;
    }
    try {
      return ProducerSnapshot.read(new Reader(bytes), VERSION);
    } catch (MalformedRequestException | UnsupportedVersionException e) {
      return null;
    }
  }

  private static int crcOf(byte[] content) {
    CRC32C crc = new CRC32C();
    crc.update(content, ENTRIES, content.length - ENTRIES);
    return (int) crc.getValue();
  }
}
