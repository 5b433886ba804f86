package io.ottla.compat.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.client.Clients;
import io.ottla.compat.support.Maps;
import io.ottla.compat.support.Rebalances;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Groups of both protocols: one each that is left in the middle of the topic and goes on there, and
 * one each whose member lives through the hand-over. The records are of an idempotent producer that
 * lives through it, too.
 */
final class Readers implements Work {
  private static final String TOPIC = "read";
  private static final int PARTITIONS = 4;
  private static final int RECORDS = 400;
  private static final List<String> PROTOCOLS = List.of("classic", "consumer");

  private final Clients clients;
  private final KafkaProducer<String, String> producer;
  private final Map<String, Member> living = new TreeMap<>();
  private int sent;

  Readers(Clients clients) {
    this.clients = clients;
    producer = clients.producer("batch.size=500", "enable.idempotence=true");
  }

  /** A member that stays, and what it has been told. */
  private record Member(KafkaConsumer<String, String> consumer, Rebalances rebalances) {}

  @Override
  public void begin() {
    clients.createTopic(TOPIC, PARTITIONS, Map.of());
    send();
    for (String protocol : PROTOCOLS) {
      try (KafkaConsumer<String, String> consumer = subscribed(protocol, new Rebalances())) {
        commit(consumer, Clients.poll(consumer, RECORDS / 3));
      }
      Rebalances rebalances = new Rebalances();
      Member member = new Member(subscribed(protocol + "-living", rebalances), rebalances);
      living.put(protocol, member);
      commit(member.consumer(), Clients.poll(member.consumer(), RECORDS));
    }
    try (KafkaConsumer<String, String> simple = clients.consumer("group.id=simple")) {
      simple.commitSync(
          Map.of(new TopicPartition(TOPIC, 1), new OffsetAndMetadata(17, "by hand: é")));
    }
  }

  /** A group's name begins with its protocol. */
  private KafkaConsumer<String, String> subscribed(String group, Rebalances rebalances) {
    KafkaConsumer<String, String> consumer =
        clients.consumer(
            "group.id=" + group,
            "group.protocol=" + group.replaceFirst("-.*", ""),
            "enable.auto.commit=false",
            "max.poll.records=20");
    consumer.subscribe(List.of(TOPIC), rebalances);
    return consumer;
  }

  private static void commit(
      KafkaConsumer<String, String> consumer, List<ConsumerRecord<String, String>> read) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (ConsumerRecord<String, String> each : read) {
      offsets.put(
          new TopicPartition(each.topic(), each.partition()),
          new OffsetAndMetadata(each.offset() + 1, each.leaderEpoch(), "at " + each.value()));
    }
    consumer.commitSync(offsets);
  }

  private void send() {
    Sending.all(
        producer,
        IntStream.range(sent, sent + RECORDS)
            .mapToObj(i -> new ProducerRecord<>(TOPIC, i % PARTITIONS, "key", "value " + i))
            .toList());
    sent += RECORDS;
  }

  @Override
  public void goOn() {
    send();
    for (String protocol : PROTOCOLS) {
      goOnWhereTheGroupWas(protocol);
      Member member = Maps.value(living, protocol);
      List<ConsumerRecord<String, String>> read = Clients.poll(member.consumer(), RECORDS);
      assertThat(read).hasSize(RECORDS);
      commit(member.consumer(), read);
      assertThat(member.rebalances().assigned()).isEqualTo(1);
      assertThat(member.rebalances().lost()).isZero();
    }
  }

  private void goOnWhereTheGroupWas(String group) {
    Map<TopicPartition, Long> next = committed(group);
    long rest = sent - next.values().stream().mapToLong(Long::longValue).sum();
    try (KafkaConsumer<String, String> consumer = subscribed(group, new Rebalances())) {
      List<ConsumerRecord<String, String>> read = Clients.poll(consumer, (int) rest - RECORDS / 2);
      for (ConsumerRecord<String, String> each : read) {
        TopicPartition partition = new TopicPartition(each.topic(), each.partition());
        assertThat(each.offset()).as(group).isEqualTo(next.getOrDefault(partition, 0L));
        next.put(partition, each.offset() + 1);
      }
      commit(consumer, read);
    }
  }

  private Map<TopicPartition, Long> committed(String group) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    try (Admin admin = clients.admin()) {
      Clients.get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
          .forEach((partition, offset) -> offsets.put(partition, offset.offset()));
    }
    return offsets;
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
    living.values().forEach(member -> member.consumer().close());
  }
}
