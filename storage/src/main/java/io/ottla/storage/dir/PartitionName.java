package io.ottla.storage.dir;

import org.jspecify.annotations.Nullable;

/** A topic's name and a partition's number, and the directory names made of them. */
public record PartitionName(String topic, int partition) {
  /** Ends the name of a directory whose log is to be deleted. */
  static final String DELETE = "-delete";

  /** Ends the name of a directory that the metadata does not know. */
  static final String STRAY = "-stray";

  /** Ends the name of a directory that is filled to take the place of another. */
  static final String FUTURE = "-future";

  private static final int MAX_NAME_LENGTH = 255;

  /** The directory's name: {@code topic-partition}. */
  public String directoryName() {
    return topic + '-' + partition;
  }

  /** The name for a log that gets out of the way: made unlike any other by the id. */
  String directoryName(String uniqueId, String mark) {
    String ending = '-' + Integer.toString(partition) + '.' + uniqueId + mark;
    int length = Math.min(topic.length(), MAX_NAME_LENGTH - ending.length());
    return topic.substring(0, length) + ending;
  }

  /** The partition that a directory which is filled is named by; null for other names. */
  static @Nullable PartitionName parseFuture(String directoryName) {
    int dot = directoryName.lastIndexOf('.');
    return dot > 0 && directoryName.endsWith(FUTURE)
        ? parse(directoryName.substring(0, dot))
        : null;
  }

  /** The partition that a directory is named by; null when the name is of another kind. */
  public static @Nullable PartitionName parse(String directoryName) {
    int dash = directoryName.lastIndexOf('-');
    if (dash < 1 || dash == directoryName.length() - 1) {
      return null;
    }
    String digits = directoryName.substring(dash + 1);
    if (digits.length() > 9 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return null;
    }
    return new PartitionName(directoryName.substring(0, dash), Integer.parseInt(digits));
  }

  @Override
  public String toString() {
    return directoryName();
  }
}
