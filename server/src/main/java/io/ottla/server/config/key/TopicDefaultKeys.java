package io.ottla.server.config.key;

import static io.ottla.server.config.key.ConfigType.BOOLEAN;
import static io.ottla.server.config.key.ConfigType.CLASS;
import static io.ottla.server.config.key.ConfigType.INT;

/** New topics. */
public final class TopicDefaultKeys {
  static final KeyArea AREA = new KeyArea("New topics");

  public static final ConfigKey<Boolean> AUTO_CREATE_TOPICS_ENABLE =
      AREA.key("auto.create.topics.enable", BOOLEAN, true)
          .high()
          .honoured()
          .doc("Whether a topic comes into being when a client that agrees asks about it.");

  public static final ConfigKey<Boolean> DELETE_TOPIC_ENABLE =
      AREA.key("delete.topic.enable", BOOLEAN, true)
          .high()
          .honoured()
          .doc("Whether topics may be deleted.");

  public static final ConfigKey<Integer> NUM_PARTITIONS =
      AREA.key("num.partitions", INT, 1)
          .atLeast(1)
          .honoured()
          .doc("Partitions of a topic created without a count.");

  public static final ConfigKey<Integer> DEFAULT_REPLICATION_FACTOR =
      AREA.key("default.replication.factor", INT, 1)
          .honoured()
          .doc("Replicas of a topic created without a count.");

  public static final ConfigKey<String> CREATE_TOPIC_POLICY_CLASS_NAME =
      AREA.key("create.topic.policy.class.name", CLASS)
          .low()
          .doc("A class that is asked before a topic is created.");

  public static final ConfigKey<String> ALTER_CONFIG_POLICY_CLASS_NAME =
      AREA.key("alter.config.policy.class.name", CLASS)
          .low()
          .doc("A class that is asked before a configuration is changed.");

  private TopicDefaultKeys() {}
}
