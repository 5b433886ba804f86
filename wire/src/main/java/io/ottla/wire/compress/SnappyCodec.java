package io.ottla.wire.compress;

import java.io.IOException;
import java.io.OutputStream;
import org.xerial.snappy.Snappy;
import org.xerial.snappy.SnappyOutputStream;

final class SnappyCodec {
  private SnappyCodec() {}

  static OutputStream compress(OutputStream target) {
    return new SnappyOutputStream(target);
  }

  /** The size that a block states for its unpacked form. */
  static int uncompressedSize(byte[] block, int size) throws IOException {
    return Snappy.uncompressedLength(block, 0, size);
  }

  static void uncompress(byte[] block, int size, byte[] target) throws IOException {
    Snappy.uncompress(block, 0, size, target, 0);
  }
}
