package io.ottla.wire.compress;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream.BLOCKSIZE;
import net.jpountz.lz4.LZ4FrameOutputStream.FLG;
import net.jpountz.xxhash.XXHashFactory;

/**
 * LZ4 frames as Kafka's clients write them: independent blocks of at most 64 KiB, no checksums but
 * the header's, no content size. What is read may have all of these and blocks of up to 4 MiB.
 */
final class Lz4Codec {
  private static final long UNKNOWN_SIZE = -1;

  private Lz4Codec() {}

  static InputStream decompress(ByteBuffer compressed) throws IOException {
    return new LZ4FrameInputStream(new BufferInput(compressed));
  }

  static OutputStream compress(OutputStream target, int level) throws IOException {
    return new LZ4FrameOutputStream(
        target,
        BLOCKSIZE.SIZE_64KB,
        UNKNOWN_SIZE,
        compressor(level),
        XXHashFactory.fastestInstance().hash32(),
        FLG.Bits.BLOCK_INDEPENDENCE);
  }

  /** The default level is the fast compressor, as it is in Kafka's clients. */
  private static LZ4Compressor compressor(int level) {
    LZ4Factory factory = LZ4Factory.fastestInstance();
    return level == Compression.LZ4.defaultLevel()
        ? factory.fastCompressor()
        : factory.highCompressor(level);
  }
}
