package io.ottla.compat.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.client.Clients;
import io.ottla.compat.support.Deadline;
import io.ottla.compat.support.Maps;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Transactions of two producers that take turns on one partition, and at each hand-over two that
 * are open: one is committed afterwards by its producer, offsets of a group with it; the other
 * one's producer is gone, and the next with its id aborts it.
 */
final class Transfers implements Work {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String TOPIC = "accounts";
  private static final String GROUP = "in-transactions";
  private static final TopicPartition READ = new TopicPartition(TOPIC, 0);
  private static final int TURNS = 6;
  private static final String FILLING = "x".repeat(60_000);
  private static final Set<TransactionState> AT_REST =
      EnumSet.of(
          TransactionState.EMPTY,
          TransactionState.ONGOING,
          TransactionState.COMPLETE_COMMIT,
          TransactionState.COMPLETE_ABORT);

  private final Clients clients;
  private final KafkaProducer<String, String> left;
  private final KafkaProducer<String, String> right;
  private final KafkaProducer<String, String> patient;
  private final Set<String> committed = new TreeSet<>();
  private final Set<String> pending = new TreeSet<>();
  private int number;

  Transfers(Clients clients) {
    this.clients = clients;
    left = producer("left");
    right = producer("right");
    patient = producer("patient");
  }

  private KafkaProducer<String, String> producer(String id) {
    return clients.producer("transactional.id=" + id, "transaction.timeout.ms=600000");
  }

  @Override
  public void begin() {
    clients.createTopic(TOPIC, 3, Map.of("segment.bytes", "1048576"));
    List.of(left, right, patient).forEach(KafkaProducer::initTransactions);
    takeTurns();
    leaveOpen();
  }

  @Override
  public void goOn() {
    patient.commitTransaction();
    committed.addAll(pending);
    pending.clear();
    assertThat(committedOffset()).isEqualTo(number);
    takeTurns();
    try (KafkaProducer<String, String> heir = producer("gone")) {
      heir.initTransactions();
      heir.beginTransaction();
      committed.addAll(send(heir, 2));
      heir.commitTransaction();
    }
    awaitRest();
    assertThat(readCommitted()).isEqualTo(committed);
    leaveOpen();
  }

  /** Every second transaction of each producer is aborted; the other's is open meanwhile. */
  private void takeTurns() {
    for (int turn = 0; turn < TURNS; turn++) {
      left.beginTransaction();
      right.beginTransaction();
      Set<String> ofLeft = new TreeSet<>(send(left, 0));
      Set<String> ofRight = new TreeSet<>(send(right, 0));
      ofLeft.addAll(send(left, 0));
      end(left, turn % 2 == 0, ofLeft);
      ofRight.addAll(send(right, 0));
      end(right, turn % 3 == 0, ofRight);
    }
  }

  private void end(KafkaProducer<String, String> producer, boolean commit, Set<String> records) {
    if (commit) {
      producer.commitTransaction();
      committed.addAll(records);
    } else {
      producer.abortTransaction();
    }
  }

  private void leaveOpen() {
    try (KafkaProducer<String, String> gone = producer("gone")) {
      gone.initTransactions();
      gone.beginTransaction();
      Set<String> unused = send(gone, 2);
      gone.close(Duration.ZERO);
    }
    patient.beginTransaction();
    pending.addAll(send(patient, 1));
    try (KafkaConsumer<String, String> reader = clients.consumer("group.id=" + GROUP)) {
      patient.sendOffsetsToTransaction(
          Map.of(READ, new OffsetAndMetadata(number, "with the records")), reader.groupMetadata());
    }
    awaitRest();
  }

  private Set<String> send(KafkaProducer<String, String> producer, int partition) {
    String value = number++ + FILLING;
    Sending.all(producer, List.of(new ProducerRecord<>(TOPIC, partition, "key", value)));
    return Set.of(value);
  }

  /** Markers are written after the answer. */
  private void awaitRest() {
    try (Admin admin = clients.admin()) {
      var unused =
          Deadline.until(
              "transactions at rest",
              LIMIT,
              () -> admin.listTransactions().all().get(),
              all -> all.stream().map(TransactionListing::state).allMatch(AT_REST::contains));
    }
  }

  private long committedOffset() {
    awaitRest();
    try (Admin admin = clients.admin()) {
      return Maps.value(
              Clients.get(admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata()),
              READ)
          .offset();
    }
  }

  private Set<String> readCommitted() {
    List<TopicPartition> all =
        List.of(READ, new TopicPartition(TOPIC, 1), new TopicPartition(TOPIC, 2));
    return RecordPage.read(clients, all, "read_committed").stream()
        .map(record -> record.value())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Override
  public void close() {
    List.of(left, right, patient).forEach(producer -> producer.close(Duration.ZERO));
  }
}
