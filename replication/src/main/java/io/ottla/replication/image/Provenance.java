package io.ottla.replication.image;

/**
 * How far into the metadata log an image reaches.
 *
 * @param offset the last offset that is contained, -1 for none
 * @param epoch the leader epoch of that offset, -1 for none
 * @param appendTimeMs when that offset was appended, milliseconds since the epoch; -1 for none
 */
public record Provenance(long offset, int epoch, long appendTimeMs) {
  /** Of an image before any record. */
  public static final Provenance NONE = new Provenance(-1, -1, -1);
}
