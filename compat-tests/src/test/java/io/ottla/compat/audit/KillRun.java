package io.ottla.compat.audit;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.client.Clients;
import io.ottla.compat.support.Deadline;
import io.ottla.compat.support.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** Pipelines of several releases over one input, and a broker that is killed under them. */
final class KillRun {
  private static final String INPUT = "audit-input";
  private static final Duration LIMIT = Duration.ofSeconds(90);

  /** Every pipeline has processed so many records more before the next kill. */
  private static final int PROGRESS = 200;

  private static final int MAX_MORE_MS = 400;
  private static final int MAX_DOWN_MS = 300;

  private static final List<Pipeline.Release> RELEASES =
      List.of(
          Pipeline.Release.classic("2.8.2", "RangeAssignor"),
          Pipeline.Release.classic("3.9.1", "CooperativeStickyAssignor"),
          Pipeline.Release.classic("4.3.1", "RoundRobinAssignor"),
          Pipeline.Release.consumer("4.4.0"));

  private final BrokerUnderTest broker;
  private final Clients clients;
  private final Random random;
  private final List<Pipeline> pipelines = new ArrayList<>();

  KillRun(BrokerUnderTest broker, long seed) {
    this.broker = broker;
    clients = new Clients(broker);
    random = new Random(seed);
    for (Pipeline.Release release : RELEASES) {
      pipelines.add(new Pipeline("clients-" + release.version(), release, broker, INPUT));
    }
  }

  /** Kills the broker this often, lets everything come to its end, and audits what there is. */
  AuditReport run(int kills) throws InterruptedException {
    long start = System.nanoTime();
    clients.createTopic(INPUT, Source.PARTITIONS, Map.of());
    for (Pipeline pipeline : pipelines) {
      clients.createTopic(pipeline.output(), Source.PARTITIONS, Map.of());
      clients.createTopic(pipeline.ledger(), Source.PARTITIONS, Map.of());
      pipeline.start();
    }
    Source source = Source.start(clients, INPUT, this::slowest);
    for (int kill = 0; kill < kills; kill++) {
      awaitProgress();
      Deadline.let(Duration.ofMillis(random.nextInt(MAX_MORE_MS)));
      broker.kill();
      Deadline.let(Duration.ofMillis(random.nextInt(MAX_DOWN_MS)));
      broker.start();
      pipelines.get(random.nextInt(pipelines.size())).replaceOne(random);
    }
    awaitProgress();
    long sent = source.stop();
    for (Pipeline pipeline : pipelines) {
      Deadline.until(
          "the end of the input in " + pipeline.name,
          LIMIT,
          () -> {
            pipeline.replaceEnded();
            return pipeline.journal.processed() == sent;
          });
      pipeline.stop();
    }
    return report(kills, sent, Duration.ofNanos(System.nanoTime() - start));
  }

  private void awaitProgress() {
    for (Pipeline pipeline : pipelines) {
      long before = pipeline.journal.processed();
      Deadline.until(
          "progress of " + pipeline.name,
          LIMIT,
          () -> {
            pipeline.replaceEnded();
            return pipeline.journal.processed() >= before + PROGRESS;
          });
    }
  }

  private long slowest() {
    return pipelines.stream()
        .mapToLong(pipeline -> pipeline.journal.processed())
        .min()
        .orElseThrow();
  }

  private AuditReport report(int kills, long sent, Duration took) {
    HistoryReader reader = new HistoryReader(broker);
    List<AuditReport.Row> rows = new ArrayList<>();
    for (Pipeline pipeline : pipelines) {
      History history = reader.read(pipeline, INPUT, sent);
      List<String> findings = new ArrayList<>(Auditor.audit(history));
      findings.addAll(pipeline.journal.secondOwners());
      rows.add(AuditReport.Row.of(pipeline, history, findings));
    }
    AuditReport report = new AuditReport(kills, sent, took, rows);
    if (!report.findings().isEmpty()) {
      keepEvidence();
    }
    return report;
  }

  /** What the broker has stored says whose fault a finding is: every transaction's raw records. */
  private void keepEvidence() {
    int unused = broker.stop();
    Path target = Project.target().resolve("audit-evidence-" + System.currentTimeMillis());
    Path source = broker.logDirectory();
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(source.relativize(file).toString()));
      }
      Files.writeString(target.resolve("server.out"), broker.log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
