package io.ottla.wire.compress;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

final class GzipCodec {
  private static final int BUFFER_SIZE = 8 * 1024;

  private GzipCodec() {}

  static InputStream decompress(ByteBuffer compressed) throws IOException {
    return new GZIPInputStream(new BufferInput(compressed), BUFFER_SIZE);
  }

  static OutputStream compress(OutputStream target, int level) throws IOException {
    return new LevelledOutput(target, level);
  }

  /** The JDK takes a level only from a subclass. */
  private static final class LevelledOutput extends GZIPOutputStream {
    LevelledOutput(OutputStream target, int level) throws IOException {
      super(target, BUFFER_SIZE);
      def.setLevel(level);
    }
  }
}
