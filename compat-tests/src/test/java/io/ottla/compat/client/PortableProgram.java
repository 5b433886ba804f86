package io.ottla.compat.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Uses only what every client from 2.1 to 4.4 has; loaded once per release. */
public final class PortableProgram implements ClientProgram {
  private static final int PARTITIONS = 3;
  private static final long LIMIT_NANOS = Duration.ofSeconds(30).toNanos();

  @Override
  public List<String> roundTrip(
      String bootstrapServers, String topic, String group, String compression, List<String> lines)
      throws Exception {
    try (AdminClient admin = AdminClient.create(config(bootstrapServers))) {
      admin
          .createTopics(Collections.singleton(new NewTopic(topic, PARTITIONS, (short) 1)))
          .all()
          .get();
    }
    produce(bootstrapServers, topic, compression, lines);
    Map<Integer, String> byNumber = new TreeMap<>();
    consume(bootstrapServers, topic, group, lines.size() / 2, byNumber);
    consume(bootstrapServers, topic, group, lines.size(), byNumber);
    return new ArrayList<>(byNumber.values());
  }

  private static void produce(
      String bootstrapServers, String topic, String compression, List<String> lines)
      throws Exception {
    Properties config = config(bootstrapServers);
    config.put("acks", "all");
    config.put("max.in.flight.requests.per.connection", "1");
    config.put("compression.type", compression);
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (KafkaProducer<String, String> producer = new KafkaProducer<>(config)) {
      for (int i = 0; i < lines.size(); i++) {
        sent.add(
            producer.send(
                new ProducerRecord<>(topic, i % PARTITIONS, Integer.toString(i), lines.get(i))));
      }
    }
    for (int i = 0; i < sent.size(); i++) {
      long offset = sent.get(i).get().offset();
      if (offset != i / PARTITIONS) {
        throw new IllegalStateException("line " + i + " at offset " + offset);
      }
    }
  }

  private static void consume(
      String bootstrapServers, String topic, String group, int until, Map<Integer, String> into) {
    Properties config = config(bootstrapServers);
    config.put("group.id", group);
    config.put("enable.auto.commit", "false");
    config.put("auto.offset.reset", "earliest");
    config.put("max.poll.records", "100");
    long end = System.nanoTime() + LIMIT_NANOS;
    try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(config)) {
      consumer.subscribe(Collections.singleton(topic));
      while (into.size() < until) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
          if (into.put(Integer.valueOf(record.key()), record.value()) != null) {
            throw new IllegalStateException("line " + record.key() + " came twice");
          }
        }
        consumer.commitSync();
        if (System.nanoTime() > end) {
          throw new IllegalStateException(into.size() + " of " + until + " lines");
        }
      }
    }
  }

  @Override
  public List<String> topicsAfterCreateAndDelete(String bootstrapServers, String topic)
      throws Exception {
    try (AdminClient admin = AdminClient.create(config(bootstrapServers))) {
      admin.createTopics(Collections.singleton(new NewTopic(topic, 1, (short) 1))).all().get();
      admin.deleteTopics(Collections.singleton(topic)).all().get();
      return new ArrayList<>(admin.listTopics().names().get());
    }
  }

  private static Properties config(String bootstrapServers) {
    Properties config = new Properties();
    config.put("bootstrap.servers", bootstrapServers);
    config.put("key.serializer", "org.apache.kafka.common.serialization.StringSerializer");
    config.put("value.serializer", "org.apache.kafka.common.serialization.StringSerializer");
    config.put("key.deserializer", "org.apache.kafka.common.serialization.StringDeserializer");
    config.put("value.deserializer", "org.apache.kafka.common.serialization.StringDeserializer");
    return config;
  }
}
