package io.ottla.wire.compress;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * Unpacks what Kafka's clients send as snappy: the Java client frames blocks as the xerial library
 * does, librdkafka and others send one bare block. The library's own stream is not used because it
 * takes memory for what a block states to be; here that is checked against what is there and
 * against the limit first. (What a block states for its unpacked form the library compares with
 * what snappy can reach at best.)
 *
 * <pre>
 *  xerial:  82 'S' 'N' 'A' 'P' 'P' 'Y' 00 | int32 version | int32 compatible version | blocks ...
 *  block:   int32 size | bare block
 * </pre>
 */
final class SnappyInput extends InputStream {
  private static final byte[] MAGIC = {(byte) 0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0};
  private static final int FRAME_HEADER_SIZE = MAGIC.length + 8;
  private static final int NEWEST_VERSION = 1;

  private final ByteBuffer compressed;
  private final int maxChunkSize;
  private final boolean framed;
  private byte[] packed = {};
  private byte[] chunk = {};
  private int chunkSize;
  private int position;

  SnappyInput(ByteBuffer compressed, int maxChunkSize) throws IOException {
    this.compressed = compressed.duplicate();
    this.maxChunkSize = maxChunkSize;
    this.framed = startsWithMagic(this.compressed);
    if (framed) {
      skipFrameHeader();
    }
  }

  private static boolean startsWithMagic(ByteBuffer buffer) {
    return buffer.remaining() >= FRAME_HEADER_SIZE
        && buffer.slice(buffer.position(), MAGIC.length).equals(ByteBuffer.wrap(MAGIC));
  }

  private void skipFrameHeader() throws IOException {
    int compatibleVersion = compressed.getInt(compressed.position() + MAGIC.length + 4);
    if (compatibleVersion > NEWEST_VERSION) {
      throw new IOException("snappy framing of version " + compatibleVersion);
    }
    compressed.position(compressed.position() + FRAME_HEADER_SIZE);
  }

  @Override
  public int read() throws IOException {
    return fill() ? Byte.toUnsignedInt(chunk[position++]) : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, chunkSize - position);
    System.arraycopy(chunk, position, target, offset, count);
    position += count;
    return count;
  }

  @Override
  public int available() {
    return chunkSize - position;
  }

  /** Unpacks blocks until there is something to read. Returns false at the end. */
  private boolean fill() throws IOException {
    while (position == chunkSize) {
      if (!compressed.hasRemaining()) {
        return false;
      }
      unpack(framed ? nextBlockSize() : compressed.remaining());
    }
    return true;
  }

  private int nextBlockSize() throws IOException {
    if (compressed.remaining() < 4) {
      throw new IOException("snappy frame ends within a block's size");
    }
    int size = compressed.getInt();
    if (size < 0 || size > compressed.remaining()) {
      throw new IOException(
          "snappy block of " + size + " bytes with " + compressed.remaining() + " left");
    }
    return size;
  }

  private void unpack(int size) throws IOException {
    packed = packed.length >= size ? packed : new byte[size];
    compressed.get(packed, 0, size);
    int unpackedSize = SnappyCodec.uncompressedSize(packed, size);
    if (unpackedSize > maxChunkSize) {
      throw new IOException(
          "snappy block of " + size + " bytes states " + unpackedSize + " bytes unpacked");
    }
    chunk = chunk.length >= unpackedSize ? chunk : new byte[unpackedSize];
    SnappyCodec.uncompress(packed, size, chunk);
    chunkSize = unpackedSize;
    position = 0;
  }
}
