package io.ottla.compat.exchange;

import io.ottla.compat.client.Clients;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Sends records and knows that they were acknowledged. */
final class Sending {
  private Sending() {}

  /** Sends all with a producer of its own. */
  static void all(
      Clients clients, List<ProducerRecord<String, String>> records, String... settings) {
    try (KafkaProducer<String, String> producer = clients.producer(settings)) {
      all(producer, records);
    }
  }

  /** Sends all and waits for their acknowledgements. */
  static void all(
      KafkaProducer<String, String> producer, List<ProducerRecord<String, String>> records) {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    records.forEach(record -> sent.add(producer.send(record)));
    producer.flush();
    for (Future<RecordMetadata> each : sent) {
      try {
        var unused = each.get();
      } catch (ExecutionException e) {
        throw new AssertionError(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
  }
}
