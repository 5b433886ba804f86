package io.ottla.benchmarks;

import io.ottla.storage.disk.MappedRegion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Places to write to. */
final class Scratch {
  /** Stands for no mapping. */
  static final MappedRegion NO_REGION =
      new MappedRegion() {
        @Override
        public int size() {
          return 0;
        }

        @Override
        public void put(int at, ByteBuffer source) {
          throw new IllegalStateException("nothing is mapped");
        }

        @Override
        public void get(int at, ByteBuffer target) {
          throw new IllegalStateException("nothing is mapped");
        }

        @Override
        public void close() {}
      };

  private Scratch() {}

  /** A new directory where the JVM keeps temporary files. */
  static Path newDirectory() {
    try {
      return Files.createTempDirectory("ottla-jmh-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
