package io.ottla.compat.broker;

import java.util.concurrent.atomic.AtomicInteger;

/** Names that no other test uses on the shared broker; they start with what the test is called. */
public final class TestNames {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final int PREFIX_CHARS = 60;

  private final String prefix;

  TestNames(String testMethod) {
    prefix = testMethod.substring(0, Math.min(PREFIX_CHARS, testMethod.length()));
  }

  /** A new name, good for a topic, a group or a transactional id. */
  public String fresh(String kind) {
    return prefix + "-" + kind + "-" + COUNT.incrementAndGet();
  }

  /** A new topic name. */
  public String topic() {
    return fresh("topic");
  }

  /** A new group id. */
  public String group() {
    return fresh("group");
  }
}
