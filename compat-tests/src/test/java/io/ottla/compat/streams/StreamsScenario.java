package io.ottla.compat.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.client.Clients;
import io.ottla.compat.support.Deadline;
import io.ottla.compat.support.Text;
import io.ottla.compat.tool.BrokerTools;
import io.ottla.compat.tool.ToolProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

/**
 * A word count over a real text. With its cache off the application emits every step of every
 * count, so each word that occurs n times must show 1, 2, … n: nothing lost, nothing counted twice.
 */
@WithBroker(own = true, properties = "group.min.session.timeout.ms=1000")
final class StreamsScenario {
  private static final int SIGTERM_EXIT_CODE = 143;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final BrokerUnderTest broker;
  private final List<String> text = Text.lines().subList(0, 2_000);

  StreamsScenario(BrokerUnderTest broker) {
    this.broker = broker;
  }

  @Test
  void exactlyOnceCountsAsAPlainCountThroughTwoKills(TestNames names) {
    long words = sum(Words.count(text));
    try (WordCount application = new WordCount(broker, names, "exactly_once_v2")) {
      application.write(text.subList(0, 1_000));
      killAfter(words / 8, application);
      application.write(text.subList(1_000, 2_000));
      killAfter(words / 2, application);
      finish(words, application);

      assertThat(application.allEmitted()).isEqualTo(everyStep(text));
    }
  }

  @Test
  void atLeastOnceCountsOnWhereItHadCommitted(TestNames names) {
    List<String> first = text.subList(0, 1_000);
    try (WordCount application = new WordCount(broker, names, "at_least_once")) {
      application.write(first);
      try (ToolProcess process = application.start()) {
        application.awaitEmitted(sum(Words.count(first)), process);
        Deadline.until("commit of everything", LIMIT, application::hasCommittedAll);
        process.kill();
      }
      application.write(text.subList(1_000, 2_000));
      finish(sum(Words.count(text)), application);

      assertThat(application.allEmitted()).isEqualTo(everyStep(text));
      assertThat(new Clients(broker).topicConfig(application.changelogTopic(), "cleanup.policy"))
          .isEqualTo("compact");
      assertThat(new Clients(broker).topicConfig(application.repartitionTopic(), "cleanup.policy"))
          .isEqualTo("delete");
    }
  }

  @Test
  void atLeastOnceLosesNothingWhenKilledAtWorkAndCountsAnewAfterAReset(TestNames names) {
    List<String> lines = text.subList(0, 500);
    Map<String, Long> plain = Words.count(lines);
    try (WordCount application = new WordCount(broker, names, "at_least_once")) {
      application.write(lines);
      killAfter(sum(plain) / 3, application);
      finish(sum(plain), application);

      Map<String, Long> counts = new TreeMap<>();
      application.allEmitted().forEach((word, steps) -> counts.put(word, largest(steps)));
      assertThat(counts.keySet()).isEqualTo(plain.keySet());
      assertThat(counts)
          .allSatisfy((word, n) -> assertThat(n).isGreaterThanOrEqualTo(plain.get(word)));

      application.forget();
      reset(application);
      finish(sum(plain), application);
      assertThat(application.allEmitted()).isEqualTo(everyStep(lines));
    }
  }

  /** Its member is static and has not left: the tool removes it. */
  private void reset(WordCount application) {
    new BrokerTools(broker)
        .run(
            "kafka-streams-application-reset",
            "--application-id",
            application.application,
            "--input-topics",
            application.input,
            "--force")
        .requireSuccess();
    try (Admin admin = new Clients(broker).admin()) {
      assertThat(Clients.get(admin.listTopics().names()))
          .doesNotContain(application.changelogTopic(), application.repartitionTopic());
    }
  }

  private static void killAfter(long emitted, WordCount application) {
    try (ToolProcess process = application.start()) {
      application.awaitEmitted(emitted, process);
      process.kill();
    }
  }

  private static void finish(long emitted, WordCount application) {
    try (ToolProcess process = application.start()) {
      application.awaitEmitted(emitted, process);
      Deadline.until("commit of everything", LIMIT, application::hasCommittedAll);
      assertThat(process.stop()).isEqualTo(SIGTERM_EXIT_CODE);
    }
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static long largest(List<Long> steps) {
    return steps.stream().mapToLong(Long::longValue).max().orElseThrow();
  }

  private static Map<String, List<Long>> everyStep(List<String> lines) {
    Map<String, List<Long>> steps = new TreeMap<>();
    Words.count(lines)
        .forEach((word, n) -> steps.put(word, LongStream.rangeClosed(1, n).boxed().toList()));
    return steps;
  }
}
