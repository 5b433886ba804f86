package io.ottla.server.handler;

import java.util.Set;
import java.util.regex.Pattern;

/** What a topic may be called, and which names belong to the broker. */
final class TopicNames {
  /** Where groups keep their offsets. */
  static final String CONSUMER_OFFSETS = "__consumer_offsets";

  /** Where transactions keep their state. */
  static final String TRANSACTION_STATE = "__transaction_state";

  /** The log of the metadata itself, which is nobody's topic. */
  static final String CLUSTER_METADATA = "__cluster_metadata";

  /** Limit of the name of a directory, less room for the partition and a suffix. */
  private static final int MAX_LENGTH = 249;

  private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9._-]+");
  private static final Set<String> INTERNAL =
      Set.of(CONSUMER_OFFSETS, TRANSACTION_STATE, "__share_group_state");

  private TopicNames() {}

  static boolean isValid(String name) {
    return name.length() <= MAX_LENGTH
        && !name.equals(".")
        && !name.equals("..")
        && LEGAL.matcher(name).matches();
  }

  /** Whether the broker itself writes the topic: clients hide it from listings. */
  static boolean isInternal(String name) {
    return INTERNAL.contains(name);
  }
}
