package io.ottla.compat.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.client.Clients;
import io.ottla.compat.support.Text;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each configuration of a topic that is about what producers send, changed while the topic is used:
 * for the topic itself, and as the default of all brokers.
 */
@WithBroker(own = true, properties = "offsets.topic.num.partitions=1")
final class AppendConfigsScenario {
  private final BrokerUnderTest broker;
  private LiveTopic topic;

  AppendConfigsScenario(BrokerUnderTest broker) {
    this.broker = broker;
  }

  @BeforeEach
  void create(TestNames names) {
    topic = LiveTopic.create(broker, names.topic(), 1, Map.of());
  }

  @AfterEach
  void close() {
    topic.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void messageTimestampType(boolean byDefault) {
    topic.send("a", "producer's time");
    change(byDefault, "message.timestamp.type", "LogAppendTime");
    topic.send("a", "broker's time");
    change(byDefault, "message.timestamp.type", "CreateTime");
    topic.send("a", "producer's time");

    try (KafkaConsumer<String, String> consumer = new Clients(broker).consumer()) {
      consumer.assign(List.of(new TopicPartition(topic.name(), 0)));
      assertThat(Clients.poll(consumer, 3))
          .extracting(record -> record.timestampType())
          .containsExactly(
              TimestampType.CREATE_TIME, TimestampType.LOG_APPEND_TIME, TimestampType.CREATE_TIME);
    }
    reset(byDefault, "message.timestamp.type");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void messageTimestampBeforeMaxMs(boolean byDefault) {
    long hourAgoMs = System.currentTimeMillis() - 3_600_000;
    assertThat(topic.refusal(0, hourAgoMs, "a", "1")).isNull();

    change(byDefault, "message.timestamp.before.max.ms", "60000");

    assertThat(topic.refusal(0, hourAgoMs, "a", "2")).isInstanceOf(InvalidTimestampException.class);
    assertThat(topic.refusal(0, System.currentTimeMillis(), "a", "3")).isNull();
    reset(byDefault, "message.timestamp.before.max.ms");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void messageTimestampAfterMaxMs(boolean byDefault) {
    long inHalfAnHourMs = System.currentTimeMillis() + 1_800_000;
    assertThat(topic.refusal(0, inHalfAnHourMs, "a", "1")).isNull();

    change(byDefault, "message.timestamp.after.max.ms", "60000");

    assertThat(topic.refusal(0, inHalfAnHourMs, "a", "2"))
        .isInstanceOf(InvalidTimestampException.class);
    assertThat(topic.refusal(0, System.currentTimeMillis(), "a", "3")).isNull();
    reset(byDefault, "message.timestamp.after.max.ms");
  }

  @ParameterizedTest
  @CsvSource({
    "uncompressed,0,false",
    "gzip,1,false",
    "snappy,2,false",
    "lz4,3,false",
    "zstd,4,false",
    "zstd,4,true",
    "producer,0,false"
  })
  void compressionType(String type, int stored, boolean byDefault) throws IOException {
    topic.send("a", "1");
    assertThat(topic.lastBatch().compression()).isZero();

    change(byDefault, "compression.type", type);
    topic.send("a", "2");

    assertThat(topic.lastBatch().compression()).isEqualTo(stored);
    reset(byDefault, "compression.type");
  }

  @ParameterizedTest
  @CsvSource({"gzip,1,9", "lz4,1,17", "zstd,1,19"})
  void compressionLevels(String type, String low, String high) throws IOException {
    String text = Text.joined(Text.lines().subList(0, 5_000));
    topic.set("compression.type", type);
    topic.set("compression." + type + ".level", low);
    topic.send("a", text);
    int large = topic.lastBatch().sizeInBytes();

    topic.set("compression." + type + ".level", high);
    topic.send("a", text);

    assertThat(topic.lastBatch().sizeInBytes()).isLessThan(large);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void maxMessageBytes(boolean byDefault) {
    String value = "x".repeat(2_000);
    assertThat(topic.refusal("a", value)).isNull();

    change(byDefault, byDefault ? "message.max.bytes" : "max.message.bytes", "1500");
    assertThat(topic.refusal("a", value)).isInstanceOf(RecordTooLargeException.class);
    change(byDefault, byDefault ? "message.max.bytes" : "max.message.bytes", "2500");
    assertThat(topic.refusal("a", value)).isNull();
    reset(byDefault, "message.max.bytes");
  }

  /** What is too large as it comes is refused though it would be small enough when stored. */
  @Test
  void maxMessageBytesCountsWhatIsSent() {
    topic.set("compression.type", "gzip");
    topic.set("max.message.bytes", "1500");

    assertThat(topic.refusal("a", "x".repeat(2_000))).isInstanceOf(RecordTooLargeException.class);
  }

  /** One replica is all there can be, so more cannot be asked for. */
  @Test
  void minInsyncReplicas() {
    topic.set("min.insync.replicas", "2");

    assertThat(topic.refusal("a", "1")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "unclean.leader.election.enable,true",
    "leader.replication.throttled.replicas,0:1",
    "follower.replication.throttled.replicas,*"
  })
  void whatOneBrokerHasNoUseForIsKept(String config, String value) {
    topic.set(config, value);

    assertThat(topic.shown(config)).isEqualTo(value);
    assertThat(topic.refusal("a", "1")).isNull();
  }

  private void change(boolean byDefault, String config, String value) {
    if (byDefault) {
      topic.setDefault(brokers(config), value);
    } else {
      topic.set(config, value);
    }
  }

  private void reset(boolean byDefault, String config) {
    if (byDefault) {
      topic.setDefault(brokers(config), null);
    }
  }

  /** What the topic's configuration is called as a broker's. */
  private static String brokers(String config) {
    return config.startsWith("message.timestamp") ? "log." + config : config;
  }
}
