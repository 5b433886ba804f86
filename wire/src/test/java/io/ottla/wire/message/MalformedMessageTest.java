package io.ottla.wire.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.codec.MalformedRequestException;
import io.ottla.wire.codec.UnsupportedVersionException;
import io.ottla.wire.codec.Writer;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Damaged frames of every message in every version: only the peer's fault comes out of them, and no
 * more memory is taken than the frame's size justifies.
 */
final class MalformedMessageTest {
  private static final long SEED = 1889;
  private static final int FRAMES_PER_VERSION = 4;
  private static final int MUTANTS_PER_FRAME = 25;

  /** What a byte of a frame may cost: an element of an array, with its slot and its lists. */
  private static final int MAX_BYTES_PER_BYTE = 256;

  /** What the first calls of a class's method by reflection take once. */
  private static final int MAX_FIXED_BYTES = 256 * 1024;

  private final Random random = new Random(SEED);
  private final ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private int mutants;
  private int refused;

  @Test
  void whatWasWrittenIsReadBack() throws Exception {
    for (MessageKind kind : MessageKind.all()) {
      for (short v = kind.lowestVersion(); v <= kind.highestVersion(); v++) {
        ApiMessage message = new RandomMessage(random).of(kind.type(), v);

        assertThat(write(kind.read(write(message, v), v), v)).isEqualTo(write(message, v));
      }
    }
  }

  @Test
  void everyTruncatedFrameIsMalformed() throws Exception {
    for (MessageKind kind : MessageKind.all()) {
      for (short v = kind.lowestVersion(); v <= kind.highestVersion(); v++) {
        ByteBuffer frame = write(new RandomMessage(random).of(kind.type(), v), v);
        short version = v;
        for (int size = 0; size < frame.limit(); size++) {
          ByteBuffer truncated = frame.slice(0, size);
          assertThatThrownBy(() -> kind.read(truncated, version))
              .as("%s version %d cut to %d bytes", kind.type(), v, size)
              .isInstanceOf(MalformedRequestException.class);
        }
      }
    }
  }

  @Test
  void damagedFramesAreReadOrRefusedInBoundedMemory() throws Exception {
    for (MessageKind kind : MessageKind.all()) {
      for (short v = kind.lowestVersion(); v <= kind.highestVersion(); v++) {
        for (int i = 0; i < FRAMES_PER_VERSION; i++) {
          ByteBuffer frame = write(new RandomMessage(random).of(kind.type(), v), v);
          for (int j = 0; j < MUTANTS_PER_FRAME; j++) {
            readOrRefuse(kind, mutant(frame), v);
          }
        }
      }
    }
    System.out.printf("fuzzing: %d damaged frames, %d of them refused%n", mutants, refused);
    assertThat(refused).isGreaterThan(mutants / 4);
  }

  @Test
  void otherVersionsThanTheSchemasAreUnsupported() throws Exception {
    for (MessageKind kind : MessageKind.all()) {
      ByteBuffer frame = ByteBuffer.allocate(100);
      for (int version : new int[] {kind.lowestVersion() - 1, kind.highestVersion() + 1}) {
        assertThatThrownBy(() -> kind.read(frame, (short) version))
            .isInstanceOf(UnsupportedVersionException.class);
      }
    }
  }

  private void readOrRefuse(MessageKind kind, ByteBuffer frame, short version) {
    long before = memory.getCurrentThreadAllocatedBytes();
    try {
      kind.read(frame, version);
    } catch (MalformedRequestException e) {
      refused++;
    }
    long taken = memory.getCurrentThreadAllocatedBytes() - before;
    mutants++;
    if (taken > MAX_FIXED_BYTES + (long) MAX_BYTES_PER_BYTE * frame.limit()) {
      throw new AssertionError(
          kind.type() + " version " + version + ": " + taken + " bytes for " + frame.limit());
    }
  }

  private ByteBuffer mutant(ByteBuffer frame) {
    byte[] bytes = new byte[frame.remaining() + random.nextInt(3)];
    frame.duplicate().get(bytes, 0, frame.remaining());
    for (int changes = 1 + random.nextInt(3); changes > 0 && bytes.length > 0; changes--) {
      change(ByteBuffer.wrap(bytes), random.nextInt(bytes.length));
    }
    return ByteBuffer.wrap(bytes);
  }

  private void change(ByteBuffer bytes, int position) {
    switch (random.nextInt(5)) {
      case 0 -> bytes.put(position, (byte) random.nextInt());
      case 1 -> bytes.put(position, (byte) (bytes.get(position) ^ 1 << random.nextInt(8)));
      case 2 -> fill(bytes, position, (byte) 0xff);
      case 3 -> fill(bytes, position, (byte) 0);
      default -> {
        if (position + 4 <= bytes.limit()) {
          bytes.putInt(
              position, random.nextBoolean() ? Integer.MAX_VALUE : random.nextInt(1 << 24));
        }
      }
    }
  }

  private void fill(ByteBuffer bytes, int position, byte value) {
    int end = Math.min(bytes.limit(), position + 1 + random.nextInt(6));
    for (int i = position; i < end; i++) {
      bytes.put(i, value);
    }
  }

  private static ByteBuffer write(ApiMessage message, short version) {
    ByteBuffer buffer = ByteBuffer.allocate(message.sizeOf(version));
    message.write(Writer.copying(buffer), version);
    return buffer.flip();
  }
}
