package io.ottla.wire.record;

/**
 * How much a batch may grow when it is unpacked, so that a few bytes cannot occupy a broker.
 *
 * @param recordBytes the largest record; also the most memory that is taken, but for the codec's
 * @param totalBytes all records of a batch, however little memory they take one by one
 */
public record UnpackLimit(int recordBytes, long totalBytes) {
  /** One record of 128 MiB, 1 GiB in all: above what a producer with any sane settings makes. */
  public static final UnpackLimit DEFAULT = new UnpackLimit(128 << 20, 1L << 30);
}
