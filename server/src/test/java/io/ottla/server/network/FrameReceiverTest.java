package io.ottla.server.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.ottla.wire.codec.MalformedRequestException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FrameReceiverTest {
  private static final int MAX_FRAME_BYTES = 1_000_000;

  private final List<String> frames = new ArrayList<>();
  private final FrameReceiver receiver = receiver(frames);

  @AfterEach
  void close() {
    receiver.close();
  }

  @Test
  void framesOfOneReadArePassedOnInOrder() {
    receive("00000002" + "aabb" + "00000000" + "00000001" + "cc");

    assertThat(frames).containsExactly("aabb", "", "cc");
  }

  @Test
  void aSizeMayBeSplitOverReads() {
    receive("0000");
    receive("0002aa");
    receive("bb0000");
    receive("0001cc");

    assertThat(frames).containsExactly("aabb", "cc");
  }

  @Test
  void theRestOfAFrameIsReadIntoItsOwnBuffer() {
    receive("00000004" + "aa");
    ByteBuf own = receiver.newHandle().allocate(UnpooledByteBufAllocator.DEFAULT);

    own.writeBytes(new byte[] {1, 2, 3});
    receiver.received(own, UnpooledByteBufAllocator.DEFAULT);
    own.release();

    assertThat(frames).containsExactly("aa010203");
    assertThat(own.refCnt()).isZero();
  }

  @Test
  void aLargeSizeGetsItsBufferAtOnceWhereSuchAFrameHasCome() {
    ByteBuf large = Unpooled.buffer().writeInt(900_000);
    receiver.received(large.duplicate(), UnpooledByteBufAllocator.DEFAULT);
    assertThat(capacityOfNextRead()).isLessThan(900_000);
    receiver.received(Unpooled.buffer().writeZero(900_000), UnpooledByteBufAllocator.DEFAULT);

    receiver.received(large, UnpooledByteBufAllocator.DEFAULT);

    assertThat(capacityOfNextRead()).isEqualTo(900_000);
  }

  private int capacityOfNextRead() {
    ByteBuf next = receiver.newHandle().allocate(UnpooledByteBufAllocator.DEFAULT);
    next.release();
    return next.capacity();
  }

  @Test
  void aSizeBelowZeroOrAboveTheLimitIsMalformed() {
    assertThatThrownBy(() -> receive("ffffffff")).isInstanceOf(MalformedRequestException.class);
    assertThatThrownBy(() -> receive("000f4241")).isInstanceOf(MalformedRequestException.class);
  }

  @Property(tries = 200)
  void framesComeOutWholeHoweverTheBytesAreCut(
      @ForAll @Size(max = 8) List<@IntRange(max = 600_000) Integer> sizes,
      @ForAll @IntRange(min = 1, max = 100_000) int chunk) {
    List<String> received = new ArrayList<>();
    FrameReceiver any = receiver(received);
    ByteBuf all = Unpooled.buffer();
    for (int size : sizes) {
      all.writeInt(size).writeZero(size);
    }

    while (all.isReadable()) {
      ByteBuf part = all.readSlice(Math.min(chunk, all.readableBytes()));
      any.received(part, UnpooledByteBufAllocator.DEFAULT);
    }

    assertThat(received).hasSameSizeAs(sizes);
    for (int i = 0; i < sizes.size(); i++) {
      assertThat(received.get(i)).hasSize(2 * sizes.get(i));
    }
  }

  private void receive(String hex) {
    ByteBuf data = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex));
    receiver.received(data, UnpooledByteBufAllocator.DEFAULT);
  }

  private static FrameReceiver receiver(List<String> frames) {
    return new FrameReceiver(
        MAX_FRAME_BYTES,
        frame -> {
          frames.add(ByteBufUtil.hexDump(frame));
          frame.release();
        });
  }
}
