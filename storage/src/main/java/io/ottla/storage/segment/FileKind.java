package io.ottla.storage.segment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The kinds of files in a partition's directory that are named by an offset. */
public enum FileKind {
  LOG(".log"),
  OFFSET_INDEX(".index"),
  TIME_INDEX(".timeindex"),
  TRANSACTION_INDEX(".txnindex"),
  PRODUCER_SNAPSHOT(".snapshot");

  /**
   * The files of a segment, the indexes first: where a log file with a mark is, the others with
   * that mark are complete.
   */
  public static final List<FileKind> SEGMENT_FILES =
      List.of(OFFSET_INDEX, TIME_INDEX, TRANSACTION_INDEX, LOG);

  /** Marks files that are written by compaction and not yet complete. */
  public static final String CLEANED = ".cleaned";

  /** Marks complete files that are to take the place of others. */
  public static final String SWAP = ".swap";

  /** Marks files that are to be removed. */
  public static final String DELETED = ".deleted";

  /** Marks files of any kind that were not complete when they were written last. */
  public static final String TEMPORARY = ".tmp";

  private static final int OFFSET_DIGITS = 20;
  private static final String ZEROS = "0".repeat(OFFSET_DIGITS);

  private final String suffix;

  FileKind(String suffix) {
    this.suffix = suffix;
  }

  /** The name of the file of this kind for an offset: 20 digits and the suffix. */
  public String nameOf(long offset) {
    String digits = Long.toString(offset);
    return ZEROS.substring(digits.length()) + digits + suffix;
  }

  /** The offset in a name of this kind; -1 when the name is not of this kind. */
  public long offsetIn(String name) {
    return name.length() == OFFSET_DIGITS + suffix.length() && name.endsWith(suffix)
        ? offsetAtStartOf(name)
        : -1;
  }

  /** The offset that a name begins with, whatever follows; -1 when it does not. */
  public static long offsetAtStartOf(String name) {
    if (name.length() < OFFSET_DIGITS) {
      return -1;
    }
    long offset = 0;
    for (int i = 0; i < OFFSET_DIGITS; i++) {
      int digit = name.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      offset = offset * 10 + digit;
    }
    return offset;
  }

  /** The offsets of the names of this kind, in ascending order. */
  public long[] offsetsIn(List<String> names) {
    return names.stream().mapToLong(this::offsetIn).filter(o -> o >= 0).sorted().toArray();
  }

  /** The kind of a name; null when it is of none. */
  public static @Nullable FileKind of(String name) {
    for (FileKind kind : values()) {
      if (kind.offsetIn(name) >= 0) {
        return kind;
      }
    }
    return null;
  }
}
