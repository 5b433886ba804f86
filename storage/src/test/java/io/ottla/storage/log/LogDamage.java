package io.ottla.storage.log;

import io.ottla.storage.disk.SimDisk;
import io.ottla.storage.segment.FileKind;
import io.ottla.wire.record.BatchLayout;
import io.ottla.wire.record.RecordBatches;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A bit that flipped in a file of a log.
 *
 * @param where the file and the position, for a failure's message
 * @param firstLostOffset recovery may cut off the log here, or behind
 * @param misleadsReaders whether readers may believe it: no checksum covers where a batch says it
 *     is, nor the index of aborted transactions
 */
record LogDamage(String where, long firstLostOffset, boolean misleadsReaders) {
  static final LogDamage NONE = new LogDamage("nowhere", Long.MAX_VALUE, false);

  private static final List<String> MARKS =
      List.of(FileKind.CLEANED, FileKind.SWAP, FileKind.DELETED);

  /**
   * Flips a bit somewhere in a directory, though none by which recovery would have to guess where a
   * batch belongs.
   */
  static LogDamage flip(SimDisk disk, Path directory, Random random) {
    List<String> names = disk.list(directory);
    if (names.isEmpty()) {
      return NONE;
    }
    String name = names.get(random.nextInt(names.size()));
    Path file = directory.resolve(name);
    int size = (int) disk.size(file);
    if (size == 0) {
      return NONE;
    }
    int position = random.nextInt(size);
    FileKind kind = FileKind.of(plain(name));
    String where = name + " at " + position;
    LogDamage damage = new LogDamage(where, Long.MAX_VALUE, kind == FileKind.TRANSACTION_INDEX);
    if (kind == FileKind.LOG) {
      long baseOffset = FileKind.LOG.offsetIn(plain(name));
      // What is renamed to be deleted has its plain name again where a crash undoes that.
      boolean isPlain = name.equals(plain(name)) || name.endsWith(FileKind.DELETED);
      damage = ofLog(where, disk.readAll(file), baseOffset, position, isPlain);
      if (damage == null) {
        return NONE;
      }
    }
    disk.flipBit(file, position, random.nextInt(Byte.SIZE));
    return damage;
  }

  private static String plain(String name) {
    for (String mark : MARKS) {
      if (name.endsWith(mark)) {
        return name.substring(0, name.length() - mark.length());
      }
    }
    return name;
  }

  private static @Nullable LogDamage ofLog(
      String where, byte @Nullable [] content, long baseOffset, int position, boolean isPlain) {
    RecordBatches batches = new RecordBatches(ByteBuffer.wrap(content));
    int start = 0;
    long offset = baseOffset;
    while (batches.next()) {
      int end = start + batches.batch().sizeInBytes();
      if (position < end) {
        boolean isBaseOffset = position - start < BatchLayout.BATCH_LENGTH;
        return isBaseOffset && isPlain ? null : new LogDamage(where, offset, isBaseOffset);
      }
      start = end;
      offset = batches.batch().nextOffset();
    }
    return new LogDamage(where, offset, false);
  }
}
