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
  private static final short VERSION = 1;
  private static final int CRC = 2;
  private static final int ENTRIES = 6;

  private final LogFiles files;
  private final OffsetSet offsets;

  /** The snapshots in a log's directory, given their offsets in ascending order. */
  public ProducerSnapshots(LogFiles files, long[] offsets) {
    this.files = files;
    this.offsets = new OffsetSet(offsets);
  }

  /** The offset of the newest snapshot at or below the offset; -1 when there is none. */
  public long newestAtOrBelow(long offset) {
    return offsets.floor(offset);
  }

  /** Writes the state as of the offset; a crash may lose it, a damaged one is not read. */
  public void write(long offset, ProducerStates states) {
    files.disk().replace(path(offset), encode(states.toSnapshot()), /* durable= */ false);
    offsets.add(offset);
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
    while (!offsets.isEmpty() && offsets.last() > offset) {
      delete(offsets.last());
    }
  }

  /** Removes all snapshots below the offset, but never the newest. */
  public void deleteBelow(long offset) {
    while (offsets.count() > 1 && offsets.first() < offset) {
      delete(offsets.first());
    }
  }

  /** Removes all snapshots. */
  public void deleteAll() {
    deleteAbove(-1);
  }

  private void delete(long offset) {
    files.disk().delete(path(offset));
    offsets.remove(offset);
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
