package io.ottla.wire.compress;

import com.github.luben.zstd.RecyclingBufferPool;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * Zstandard frames. The library refuses windows above 128 MiB, which bounds what a frame's header
 * can make it allocate; levels of up to 22 need no more.
 */
final class ZstdCodec {
  private ZstdCodec() {}

  static InputStream decompress(ByteBuffer compressed) throws IOException {
    return new ZstdInputStreamNoFinalizer(
        new BufferInput(compressed), RecyclingBufferPool.INSTANCE);
  }

  static OutputStream compress(OutputStream target, int level) throws IOException {
    return new ZstdOutputStreamNoFinalizer(target, RecyclingBufferPool.INSTANCE, level);
  }
}
