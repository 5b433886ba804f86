package io.ottla.compat.client;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.support.Deadline;
import io.ottla.compat.support.Maps;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The Java clients of the newest release, pointed at one broker. */
public record Clients(BrokerUnderTest broker) {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** A producer of strings; settings are {@code key=value}. */
  public KafkaProducer<String, String> producer(String... settings) {
    return new KafkaProducer<>(config(settings), new StringSerializer(), new StringSerializer());
  }

  /** A consumer of strings that begins at the start; settings are {@code key=value}. */
  public KafkaConsumer<String, String> consumer(String... settings) {
    Map<String, Object> config = config("auto.offset.reset=earliest");
    config.putAll(config(settings));
    return new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer());
  }

  /** An admin client; settings are {@code key=value}. */
  public Admin admin(String... settings) {
    return Admin.create(config(settings));
  }

  private Map<String, Object> config(String... settings) {
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", broker.bootstrapServers());
    for (String setting : settings) {
      List<String> pair = Arrays.asList(setting.split("=", 2));
      config.put(pair.get(0), pair.get(1));
    }
    return config;
  }

  /**
   * Creates a topic and waits until all its partitions are led: Apache Kafka answers before its own
   * metadata has them.
   */
  public void createTopic(String name, int partitions, Map<String, String> configs) {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      latest.put(new TopicPartition(name, partition), OffsetSpec.latest());
    }
    try (Admin admin = admin()) {
      get(
          admin
              .createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(configs)))
              .all());
      var unused =
          Deadline.until(
              "leaders of " + name,
              LIMIT,
              () -> admin.listOffsets(latest).all().get(),
              ends -> ends.size() == partitions);
    }
  }

  /** The value of a topic's configuration. */
  public String topicConfig(String topic, String name) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try (Admin admin = admin()) {
      return Maps.value(get(admin.describeConfigs(List.of(resource)).all()), resource)
          .get(name)
          .value();
    }
  }

  /** The value of a future. */
  public static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The error with which a future fails. */
  public static ApiException failure(KafkaFuture<?> future) {
    try {
      Object value = future.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      throw new AssertionError("no error but " + value);
    } catch (ExecutionException e) {
      return (ApiException) Objects.requireNonNull(e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Polls until this many records have come; fails after half a minute. */
  public static List<ConsumerRecord<String, String>> poll(
      KafkaConsumer<String, String> consumer, int count) {
    List<ConsumerRecord<String, String>> records = new ArrayList<>();
    long end = System.nanoTime() + LIMIT.toNanos();
    while (records.size() < count) {
      consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      if (System.nanoTime() > end) {
        throw new AssertionError(records.size() + " of " + count + " records");
      }
    }
    return records;
  }

  /** The value of a header, as text. */
  public static String header(ConsumerRecord<?, ?> record, String key) {
    return new String(record.headers().lastHeader(key).value(), StandardCharsets.UTF_8);
  }
}
