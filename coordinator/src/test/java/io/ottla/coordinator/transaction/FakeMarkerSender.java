package io.ottla.coordinator.transaction;

import io.ottla.coordinator.topics.TopicPartition;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Keeps markers until a test says what became of them. */
final class FakeMarkerSender implements MarkerSender {
  final List<Sent> sent = new ArrayList<>();
  private int answered;

  record Sent(
      Marker marker,
      Set<TopicPartition> partitions,
      Consumer<Map<TopicPartition, ErrorCode>> done) {}

  @Override
  public void send(
      Marker marker,
      Set<TopicPartition> partitions,
      Consumer<Map<TopicPartition, ErrorCode>> done) {
    sent.add(new Sent(marker, partitions, done));
  }

  /** Answers everything that is not answered yet with one error. */
  void answerAll(ErrorCode error) {
    while (answered < sent.size()) {
      Sent one = take();
      Map<TopicPartition, ErrorCode> results = new HashMap<>();
      one.partitions().forEach(partition -> results.put(partition, error));
      one.done().accept(results);
    }
  }

  /** The first that is not answered yet; the caller answers it. */
  Sent take() {
    return sent.get(answered++);
  }

  Sent last() {
    return sent.get(sent.size() - 1);
  }

  int waiting() {
    return unanswered().size();
  }

  List<Sent> unanswered() {
    return sent.subList(answered, sent.size());
  }
}
