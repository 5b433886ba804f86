package io.ottla.compat.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.Product;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.tool.BrokerTools;
import io.ottla.compat.tool.ToolProcess;
import org.junit.jupiter.api.Test;

/**
 * Share groups are not served yet, and their tools say so at once. Of Ottla alone: Apache Kafka
 * serves them.
 */
@WithBroker
final class ShareConsumerScenario {
  private static final String UNSUPPORTED = "UnsupportedVersionException";

  private final BrokerUnderTest broker;

  ShareConsumerScenario(BrokerUnderTest broker) {
    assumeTrue(Product.chosen() == Product.OTTLA, "of Ottla alone");
    this.broker = broker;
  }

  @Test
  void aShareConsumerIsToldThatThereAreNoShareGroups(TestNames names) {
    String topic = names.topic();
    new BrokerTools(broker).createTopic(topic, 1);

    try (ToolProcess consumer =
        ToolProcess.start(
            "kafka-console-share-consumer",
            "--bootstrap-server",
            broker.bootstrapServers(),
            "--topic",
            topic,
            "--group",
            names.group(),
            "--timeout-ms",
            "3000")) {
      consumer.await();

      assertThat(consumer.lines()).isEmpty();
      assertThat(consumer.errors()).contains(UNSUPPORTED, "does not support the share group");
    }
  }

  @Test
  void theToolOfShareGroupsIsTold(TestNames names) {
    assertThat(
            new BrokerTools(broker)
                .run("kafka-share-groups", "--describe", "--group", names.group())
                .all())
        .contains(UNSUPPORTED, "does not support SHARE_GROUP_DESCRIBE");
  }
}
