package io.ottla.server.cli;

import io.ottla.wire.codec.MalformedRequestException;
import io.ottla.wire.record.BatchLayout;
import io.ottla.wire.record.RecordBatch;
import io.ottla.wire.record.RecordCursor;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Prints the batches of one segment file; holds one batch in memory at a time. */
final class LogDump {
  private final PrintWriter out;
  private final boolean withRecords;

  LogDump(PrintWriter out, boolean withRecords) {
    this.out = out;
    this.withRecords = withRecords;
  }

  /** Returns false where something in the file is damaged. */
  boolean dump(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      boolean sound = true;
      long position = 0;
      while (position < channel.size()) {
        ByteBuffer overhead = read(channel, position, BatchLayout.LOG_OVERHEAD);
        long size = sizeAt(overhead);
        if (size == 0 && isZero(overhead)) {
          out.println("position=" + position + " unused=" + (channel.size() - position));
          return sound;
        }
        if (size < BatchLayout.HEADER_SIZE || size > channel.size() - position) {
          out.println("position=" + position + " damaged: no whole batch from here on");
          return false;
        }
        sound &= batch(position, new RecordBatch(read(channel, position, (int) size), 0));
        position += size;
      }
      return sound;
    }
  }

  private static long sizeAt(ByteBuffer overhead) {
    if (overhead.remaining() < BatchLayout.LOG_OVERHEAD) {
      return -1;
    }
    int length = overhead.getInt(BatchLayout.BATCH_LENGTH);
    return length == 0 ? 0 : (long) BatchLayout.LOG_OVERHEAD + length;
  }

  private static boolean isZero(ByteBuffer bytes) {
    return bytes.equals(ByteBuffer.allocate(bytes.remaining()));
  }

  private static ByteBuffer read(FileChannel channel, long position, int size) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(size, channel.size() - position));
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        break;
      }
    }
    return buffer.flip();
  }

  private boolean batch(long position, RecordBatch batch) {
    boolean valid = batch.isCrcValid();
    out.printf(
        "baseOffset=%d lastOffset=%d count=%d leaderEpoch=%d producerId=%d producerEpoch=%d"
            + " baseSequence=%d transactional=%b control=%b position=%d size=%d timestamp=%s %d"
            + " compression=%s magic=%d crc=%d valid=%b%n",
        batch.baseOffset(),
        batch.lastOffset(),
        batch.recordCount(),
        batch.partitionLeaderEpoch(),
        batch.producerId(),
        batch.producerEpoch(),
        batch.baseSequence(),
        batch.isTransactional(),
        batch.isControl(),
        position,
        batch.sizeInBytes(),
        batch.timestampType(),
        batch.maxTimestamp(),
        batch.compressionId(),
        batch.magic(),
        batch.crc(),
        valid);
    return valid && (!withRecords || records(batch));
  }

  private boolean records(RecordBatch batch) {
    try (RecordCursor cursor = RecordCursor.open(batch)) {
      while (cursor.next()) {
        out.printf(
            "  offset=%d timestamp=%d key=%s value=%s headers=%s%n",
            cursor.offset(),
            cursor.timestamp(),
            text(cursor.key()),
            text(cursor.value()),
            cursor.headers().stream().map(header -> header.key() + "=" + header.value()).toList());
      }
      return true;
    } catch (MalformedRequestException e) {
      out.println("  damaged: " + e.getMessage());
      return false;
    }
  }

  /** The bytes as text where they are some, else as hexadecimal digits. */
  private static String text(@Nullable ByteBuffer bytes) {
    if (bytes == null) {
      return "null";
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString();
    } catch (CharacterCodingException e) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      return "0x" + HexFormat.of().formatHex(copy);
    }
  }
}
