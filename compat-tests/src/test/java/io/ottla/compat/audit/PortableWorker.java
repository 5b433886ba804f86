package io.ottla.compat.audit;

import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.jspecify.annotations.Nullable;

/** Uses only what every client from 2.8 to 4.4 has; loaded once per release. */
public final class PortableWorker implements Worker {
  private static final Duration POLL = Duration.ofMillis(100);

  /** One transaction in this many is aborted, after its records and offsets have been sent. */
  private static final int ABORTED_ONE_IN = 6;

  private int transactions;

  @Override
  public void work(Task task, Journal journal, BooleanSupplier stopped) {
    Random random = new Random(task.seed());
    while (!stopped.getAsBoolean()) {
      try (KafkaProducer<String, String> producer = producer(task);
          KafkaConsumer<String, String> consumer = consumer(task)) {
        producer.initTransactions();
        consumer.subscribe(Collections.singleton(task.input()));
        while (!stopped.getAsBoolean()) {
          step(task, journal, random, producer, consumer);
        }
      } catch (KafkaException e) {
        if (isFencing(e) || isFencing(e.getCause())) {
          journal.fenced();
          return;
        }
        journal.startedOver(e);
      }
    }
  }

  private static boolean isFencing(@Nullable Throwable e) {
    return e instanceof ProducerFencedException || e instanceof InvalidProducerEpochException;
  }

  private void step(
      Task task,
      Journal journal,
      Random random,
      KafkaProducer<String, String> producer,
      KafkaConsumer<String, String> consumer) {
    ConsumerRecords<String, String> records = consumer.poll(POLL);
    ConsumerGroupMetadata member = consumer.groupMetadata();
    noteOwnership(task, journal, member, consumer);
    if (records.isEmpty()) {
      return;
    }
    String transaction = task.name() + "-" + ++transactions;
    journal.fate(transaction, Fate.UNKNOWN);
    producer.beginTransaction();
    send(task, random, transaction, records, producer);
    Map<TopicPartition, OffsetAndMetadata> ends = ends(records);
    if (sendOffsets(ends, member, producer) && random.nextInt(ABORTED_ONE_IN) > 0) {
      producer.commitTransaction();
      journal.fate(transaction, Fate.COMMITTED);
      ends.forEach((partition, end) -> journal.position(partition.partition(), end.offset()));
    } else {
      producer.abortTransaction();
      journal.fate(transaction, Fate.ABORTED);
      rewind(consumer);
    }
  }

  /** Whether the group took the offsets; it does not where it has rebalanced since the poll. */
  private static boolean sendOffsets(
      Map<TopicPartition, OffsetAndMetadata> ends,
      ConsumerGroupMetadata member,
      KafkaProducer<String, String> producer) {
    try {
      producer.flush();
      producer.sendOffsetsToTransaction(ends, member);
      return true;
    } catch (CommitFailedException e) {
      return false;
    }
  }

  /** A member epoch may move at any time with the new protocol; only a steady one says anything. */
  private static void noteOwnership(
      Task task,
      Journal journal,
      ConsumerGroupMetadata member,
      KafkaConsumer<String, String> consumer) {
    List<Integer> partitions =
        consumer.assignment().stream().map(TopicPartition::partition).collect(Collectors.toList());
    int generation = member.generationId();
    if (generation >= 0 && generation == consumer.groupMetadata().generationId()) {
      journal.owns(task.name(), generation, partitions);
    }
  }

  private static void send(
      Task task,
      Random random,
      String transaction,
      ConsumerRecords<String, String> records,
      KafkaProducer<String, String> producer) {
    for (ConsumerRecord<String, String> record : records) {
      var unused =
          producer.send(
              new ProducerRecord<>(task.output(), record.partition(), record.value(), transaction));
    }
    var unused =
        producer.send(
            new ProducerRecord<>(
                task.ledger(),
                random.nextInt(Source.PARTITIONS),
                transaction,
                Integer.toString(records.count())));
  }

  private static Map<TopicPartition, OffsetAndMetadata> ends(
      ConsumerRecords<String, String> records) {
    Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
    for (ConsumerRecord<String, String> record : records) {
      ends.put(
          new TopicPartition(record.topic(), record.partition()),
          new OffsetAndMetadata(record.offset() + 1));
    }
    return ends;
  }

  private static void rewind(KafkaConsumer<String, String> consumer) {
    Set<TopicPartition> mine = consumer.assignment();
    Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(mine);
    for (TopicPartition partition : mine) {
      OffsetAndMetadata offset = committed.get(partition);
      try {
        consumer.seek(partition, offset == null ? 0 : offset.offset());
      } catch (IllegalStateException e) {
        // With the new protocol a member that its group gave up loses its partitions at any time.
      }
    }
  }

  private static KafkaProducer<String, String> producer(Task task) {
    Properties config = config(task);
    config.put("key.serializer", "org.apache.kafka.common.serialization.StringSerializer");
    config.put("value.serializer", "org.apache.kafka.common.serialization.StringSerializer");
    config.put("transactional.id", task.transactionalId());
    config.put("max.block.ms", "20000");
    return new KafkaProducer<>(config);
  }

  private static KafkaConsumer<String, String> consumer(Task task) {
    Properties config = config(task);
    config.put("key.deserializer", "org.apache.kafka.common.serialization.StringDeserializer");
    config.put("value.deserializer", "org.apache.kafka.common.serialization.StringDeserializer");
    config.put("group.id", task.group());
    config.put("enable.auto.commit", "false");
    config.put("auto.offset.reset", "earliest");
    config.put("isolation.level", "read_committed");
    config.put("max.poll.records", "60");
    config.put("fetch.max.wait.ms", "100");
    config.putAll(task.groupSettings());
    return new KafkaConsumer<>(config);
  }

  private static Properties config(Task task) {
    Properties config = new Properties();
    config.put("bootstrap.servers", task.bootstrapServers());
    config.put("client.id", task.name());
    config.put("reconnect.backoff.max.ms", "200");
    return config;
  }
}
