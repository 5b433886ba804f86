package io.ottla.compat.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.Product;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.client.Clients;
import io.ottla.compat.support.Deadline;
import io.ottla.compat.support.Lines;
import io.ottla.compat.support.Maps;
import io.ottla.compat.support.Text;
import io.ottla.compat.tool.BrokerTools;
import io.ottla.compat.tool.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MirrorMaker 2 from one broker to another of the same product. */
@WithBroker
final class MirrorScenario {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int READ_BEFORE = 400;

  private final BrokerUnderTest source;
  private final List<String> text = Text.lines().subList(0, 1_000);

  MirrorScenario(BrokerUnderTest source) {
    this.source = source;
  }

  @Test
  void topicsConfigsAndOffsetsArriveAndAGroupReadsOnAtTheOtherSide(
      TestNames names, @TempDir Path directory) throws IOException {
    String topic = names.topic();
    String group = names.group();
    String mirrored = "here." + topic;
    new Clients(source).createTopic(topic, 1, Map.of("retention.ms", "123456789"));
    BrokerTools tools = new BrokerTools(source);
    tools.produce(Text.joined(text.subList(0, READ_BEFORE)), topic);
    assertThat(tools.consume(topic, READ_BEFORE, "--group", group)).hasSize(READ_BEFORE);

    try (BrokerUnderTest target = Product.chosen().create("mirror-target", Map.of())) {
      target.start();
      Path file =
          Files.write(directory.resolve("mm2.properties"), properties(topic, group, target));
      try (ToolProcess mirror = ToolProcess.start("connect-mirror-maker", file.toString())) {
        awaitOffset(target, group, new TopicPartition(mirrored, 0), mirror);
        tools.produce(Text.joined(text.subList(READ_BEFORE, text.size())), topic);

        Lines.assertSame(
            text.subList(READ_BEFORE, text.size()),
            new BrokerTools(target).consume(mirrored, text.size() - READ_BEFORE, "--group", group));
        Lines.assertSame(text, new BrokerTools(target).consume(mirrored, text.size()));
        assertThat(config(target, mirrored, "retention.ms")).isEqualTo("123456789");
        assertThat(config(target, "here.checkpoints.internal", "cleanup.policy"))
            .isEqualTo("compact");
        assertThat(config(source, "mm2-offset-syncs.there.internal", "cleanup.policy"))
            .isEqualTo("compact");
      }
    }
  }

  private List<String> properties(String topic, String group, BrokerUnderTest target) {
    return List.of(
        "clusters=here,there",
        "here.bootstrap.servers=" + source.bootstrapServers(),
        "there.bootstrap.servers=" + target.bootstrapServers(),
        "here->there.enabled=true",
        "there->here.enabled=false",
        "topics=" + topic,
        "groups=" + group,
        "replication.factor=-1",
        "checkpoints.topic.replication.factor=-1",
        "heartbeats.topic.replication.factor=-1",
        "offset-syncs.topic.replication.factor=-1",
        "offset.storage.replication.factor=-1",
        "status.storage.replication.factor=-1",
        "config.storage.replication.factor=-1",
        "sync.group.offsets.enabled=true",
        "sync.group.offsets.interval.seconds=1",
        "emit.checkpoints.interval.seconds=1",
        "emit.heartbeats.enabled=false",
        "refresh.topics.interval.seconds=1",
        "refresh.groups.interval.seconds=1",
        "sync.topic.configs.interval.seconds=1",
        "offset.lag.max=0",
        // Offset syncs beyond the few in flight wait for the next flush of offsets: 60 s by
        // default.
        "there.offset.flush.interval.ms=500");
  }

  /** The group is at the end of what it can have read, so its offset has one translation. */
  private static void awaitOffset(
      BrokerUnderTest target, String group, TopicPartition partition, ToolProcess mirror) {
    try (Admin admin = new Clients(target).admin()) {
      long unused =
          Deadline.until(
              "translated offset",
              LIMIT,
              () -> {
                if (!mirror.isAlive()) {
                  throw new AssertionError("MirrorMaker ended: " + mirror.errors());
                }
                OffsetAndMetadata offset =
                    admin
                        .listConsumerGroupOffsets(group)
                        .partitionsToOffsetAndMetadata()
                        .get()
                        .get(partition);
                return offset == null ? -1 : offset.offset();
              },
              offset -> offset == READ_BEFORE);
    }
  }

  private static String config(BrokerUnderTest broker, String topic, String name) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try (Admin admin = new Clients(broker).admin()) {
      Config config =
          Maps.value(Clients.get(admin.describeConfigs(List.of(resource)).all()), resource);
      return config.get(name).value();
    }
  }
}
