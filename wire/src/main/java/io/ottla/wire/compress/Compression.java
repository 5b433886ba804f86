package io.ottla.wire.compress;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The compressions of record batches and their numbers in the batch attributes. Each names the
 * levels it takes as in the topic property {@code compression.<name>.level}.
 */
public enum Compression {
  /** Records as they are. */
  NONE(0, 0, 0, 0) {
    @Override
    public InputStream decompress(ByteBuffer compressed, int maxChunkSize) {
      return new BufferInput(compressed);
    }

    @Override
    public OutputStream compress(OutputStream target, int level) {
      return target;
    }
  },
  /** RFC 1952, by the JDK. */
  GZIP(1, 1, 9, -1) {
    @Override
    public InputStream decompress(ByteBuffer compressed, int maxChunkSize) throws IOException {
      return GzipCodec.decompress(compressed);
    }

    @Override
    public OutputStream compress(OutputStream target, int level) throws IOException {
      return GzipCodec.compress(target, level);
    }
  },
  /** Snappy blocks in the framing of the xerial library, or one bare block. */
  SNAPPY(2, 0, 0, 0) {
    @Override
    public InputStream decompress(ByteBuffer compressed, int maxChunkSize) throws IOException {
      return new SnappyInput(compressed, maxChunkSize);
    }

    @Override
    public OutputStream compress(OutputStream target, int level) {
      return SnappyCodec.compress(target);
    }
  },
  /** LZ4 frames. */
  LZ4(3, 1, 17, 9) {
    @Override
    public InputStream decompress(ByteBuffer compressed, int maxChunkSize) throws IOException {
      return Lz4Codec.decompress(compressed);
    }

    @Override
    public OutputStream compress(OutputStream target, int level) throws IOException {
      return Lz4Codec.compress(target, level);
    }
  },
  /** Zstandard frames (KIP-110). */
  ZSTD(4, -131_072, 22, 3) {
    @Override
    public InputStream decompress(ByteBuffer compressed, int maxChunkSize) throws IOException {
      return ZstdCodec.decompress(compressed);
    }

    @Override
    public OutputStream compress(OutputStream target, int level) throws IOException {
      return ZstdCodec.compress(target, level);
    }
  };

  private static final Compression[] BY_ID = values();

  private final int id;
  private final int minLevel;
  private final int maxLevel;
  private final int defaultLevel;

  Compression(int id, int minLevel, int maxLevel, int defaultLevel) {
    this.id = id;
    this.minLevel = minLevel;
    this.maxLevel = maxLevel;
    this.defaultLevel = defaultLevel;
  }

  /** The compression of a number in the batch attributes, or null if there is none. */
  public static @Nullable Compression forId(int id) {
    return id >= 0 && id < BY_ID.length ? BY_ID[id] : null;
  }

  /** The number in the batch attributes. */
  public int id() {
    return id;
  }

  /** The level of least effort. */
  public int minLevel() {
    return minLevel;
  }

  /** The level of most effort. */
  public int maxLevel() {
    return maxLevel;
  }

  /** The level that is used where none is configured; it may lie outside minimum and maximum. */
  public int defaultLevel() {
    return defaultLevel;
  }

  /**
   * Decompresses the remaining bytes of a buffer, whose position is left alone, as far as they are
   * read from the stream. Closing the stream frees its buffers. Damaged bytes come out of it as
   * {@link IOException} or as a {@link RuntimeException} of the codec's library.
   *
   * @param maxChunkSize the most bytes that the codec may unpack in one piece before they are read
   */
  public abstract InputStream decompress(ByteBuffer compressed, int maxChunkSize)
      throws IOException;

  /**
   * A stream that compresses into the target; closing it completes the compressed form.
   *
   * @param level within minimum and maximum, or the default; without meaning where the codec has
   *     none
   */
  public abstract OutputStream compress(OutputStream target, int level) throws IOException;
}
