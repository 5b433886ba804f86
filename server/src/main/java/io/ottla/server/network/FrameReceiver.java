package io.ottla.server.network;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.ottla.wire.codec.MalformedRequestException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a connection's bytes into frames: a size of 4 bytes, then that many bytes. Small frames are
 * slices of what one read brought. The rest of a large frame is read from the socket straight into
 * the frame's own buffer, which grows with the data: beyond 256 KiB, a stated size alone gets no
 * memory until the connection has sent a frame as large.
 *
 * <p>It is also the connection's receive-buffer allocator, which is what makes that possible.
 */
final class FrameReceiver extends DefaultMaxMessagesRecvByteBufAllocator {
  private static final int SIZE_BYTES = 4;
  private static final int MIN_READ_BYTES = 1024;
  private static final int MAX_READ_BYTES = 64 * 1024;
  private static final int INITIAL_FRAME_BYTES = 256 * 1024;
  private static final int MAX_READS_PER_TURN = 16;

  private final int maxFrameBytes;
  private final Consumer<ByteBuf> onFrame;
  private int readBytes = 4 * MIN_READ_BYTES;

  /** Up to which a frame gets its buffer at once: the largest size whose bytes did come. */
  private int trustedFrameBytes = INITIAL_FRAME_BYTES;

  /** The frame that is not whole yet; grows up to {@link #frameSize}. */
  private @Nullable ByteBuf partial;

  private int frameSize;

  /** The bytes of a size that is not whole yet. */
  private int sizePrefix;

  private int sizePrefixBytes;

  FrameReceiver(int maxFrameBytes, Consumer<ByteBuf> onFrame) {
    super(MAX_READS_PER_TURN);
    this.maxFrameBytes = maxFrameBytes;
    this.onFrame = onFrame;
  }

  @Override
  public FrameHandle newHandle() {
    return new FrameHandle();
  }

  /**
   * Takes what one read brought and passes on each frame that is whole, its ownership with it.
   *
   * @throws MalformedRequestException when a size is negative or above the limit
   */
  @SuppressWarnings("ReferenceEquality") // the very buffer that allocate() handed out
  void received(ByteBuf data, ByteBufAllocator allocator) {
    ByteBuf open = partial;
    if (data == open) {
      passOnIfWhole(open);
      return;
    }
    while (data.isReadable()) {
      open = partial;
      if (open != null) {
        growFor(open, Math.min(data.readableBytes(), frameSize - open.writerIndex()));
        open.writeBytes(data, Math.min(data.readableBytes(), frameSize - open.writerIndex()));
        passOnIfWhole(open);
      } else if (readSize(data)) {
        begin(data, allocator);
      }
    }
  }

  /** Gives the buffer of an unfinished frame back. */
  void close() {
    if (partial != null) {
      partial.release();
      partial = null;
    }
  }

  private boolean readSize(ByteBuf data) {
    if (sizePrefixBytes == 0 && data.readableBytes() >= SIZE_BYTES) {
      frameSize = data.readInt();
    } else {
      while (data.isReadable() && sizePrefixBytes < SIZE_BYTES) {
        sizePrefix = (sizePrefix << 8) | data.readUnsignedByte();
        sizePrefixBytes++;
      }
      if (sizePrefixBytes < SIZE_BYTES) {
        return false;
      }
      frameSize = sizePrefix;
      sizePrefix = 0;
      sizePrefixBytes = 0;
    }
    if (frameSize < 0 || frameSize > maxFrameBytes) {
      throw new MalformedRequestException(
          "frame of " + frameSize + " bytes where at most " + maxFrameBytes + " are allowed");
    }
    return true;
  }

  private void begin(ByteBuf data, ByteBufAllocator allocator) {
    if (data.readableBytes() >= frameSize) {
      onFrame.accept(data.readRetainedSlice(frameSize));
    } else {
      partial = allocator.directBuffer(Math.min(frameSize, trustedFrameBytes), frameSize);
    }
  }

  private void passOnIfWhole(ByteBuf open) {
    if (open.writerIndex() == frameSize) {
      partial = null;
      trustedFrameBytes = Math.max(trustedFrameBytes, frameSize);
      onFrame.accept(open);
    }
  }

  /** Doubles the buffer until it has room for the given count of bytes. */
  private void growFor(ByteBuf open, int bytes) {
    long capacity = open.capacity();
    while (capacity - open.writerIndex() < bytes) {
      capacity = Math.min(frameSize, capacity * 2);
    }
    if (capacity > open.capacity()) {
      open.capacity((int) capacity);
    }
  }

  final class FrameHandle extends MaxMessageHandle {
    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      ByteBuf open = partial;
      if (open == null) {
        return allocator.ioBuffer(readBytes);
      }
      growFor(open, 1);
      return open.retain();
    }

    @Override
    public int guess() {
      return readBytes;
    }

    @Override
    public void lastBytesRead(int bytes) {
      super.lastBytesRead(bytes);
      if (bytes == attemptedBytesRead()) {
        readBytes = Math.min(MAX_READ_BYTES, readBytes * 2);
      } else if (bytes > 0 && bytes < readBytes / 4) {
        readBytes = Math.max(MIN_READ_BYTES, readBytes / 2);
      }
    }
  }
}
