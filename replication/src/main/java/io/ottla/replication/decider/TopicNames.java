package io.ottla.replication.decider;

import io.ottla.replication.image.TopicImage;
import io.ottla.replication.image.TopicsImage;
import org.jspecify.annotations.Nullable;

/** Which names a topic may have. */
public final class TopicNames {
  /** The name of the metadata log, which is no topic of any client. */
  public static final String CLUSTER_METADATA = "__cluster_metadata";

  private static final int MAX_LENGTH = 249;

  private TopicNames() {}

  /** What is wrong with a name, or null when it is valid. */
  public static @Nullable String fault(String name) {
    if (name.isEmpty()) {
      return "Topic name is invalid: the empty string is not allowed";
    }
    if (name.equals(".") || name.equals("..")) {
      return "Topic name is invalid: '" + name + "' is not allowed";
    }
    if (name.length() > MAX_LENGTH) {
      return "Topic name is invalid: the length of '"
          + name
          + "' is longer than the max allowed length "
          + MAX_LENGTH;
    }
    if (!name.chars().allMatch(TopicNames::isLegal)) {
      return "Topic name is invalid: '"
          + name
          + "' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'";
    }
    return null;
  }

  /**
   * An existing topic whose name differs only in '.' and '_', or null. Metric names replace one by
   * the other, so such topics could not be told apart there.
   */
  static @Nullable String collision(String name, TopicsImage topics) {
    if (!hasCollidingCharacter(name)) {
      return null;
    }
    String metricName = name.replace('.', '_');
    for (TopicImage topic : topics.topics()) {
      if (hasCollidingCharacter(topic.name())
          && topic.name().replace('.', '_').equals(metricName)) {
        return topic.name();
      }
    }
    return null;
  }

  private static boolean hasCollidingCharacter(String name) {
    return name.indexOf('.') >= 0 || name.indexOf('_') >= 0;
  }

  private static boolean isLegal(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '_'
        || c == '-';
  }
}
