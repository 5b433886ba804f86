package io.ottla.wire.record;

/**
 * How much a batch may grow when it is unpacked, so that a few bytes cannot occupy a broker.
 *
 * @param recordBytes the largest record; also the most memory that is taken, but for the codec's
 * @param totalBytes all records of a batch, however little memory they take one by one
 */
public record UnpackLimit(int recordBytes, long totalBytes) {
  private static final long MEMORY_BYTES = Runtime.getRuntime().maxMemory();

  /** A record takes up to three times its size while it is unpacked; the process lives on. */
  private static final int RECORD_BYTES = (int) Math.min(128 << 20, MEMORY_BYTES / 8);

  /**
   * One record of 128 MiB, less on a small heap, 1 GiB in all: above what a producer with any sane
   * settings makes.
   */
  public static final UnpackLimit DEFAULT = new UnpackLimit(RECORD_BYTES, 1L << 30);

  /** Where all records are held in memory at a time. */
  public static final UnpackLimit IN_MEMORY = new UnpackLimit(RECORD_BYTES, 2L * RECORD_BYTES);
}
