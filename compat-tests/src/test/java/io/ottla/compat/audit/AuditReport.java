package io.ottla.compat.audit;

import io.ottla.compat.support.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a run did and what the auditor says of it. */
record AuditReport(int kills, long sent, Duration took, List<Row> rows) {
  AuditReport {
    rows = List.copyOf(rows);
  }

  /** One pipeline. */
  record Row(
      String clients,
      String group,
      long committed,
      long aborted,
      long unknown,
      long commits,
      long generations,
      int fenced,
      Map<String, Integer> startedOver,
      List<String> findings) {
    Row {
      findings = List.copyOf(findings);
    }

    static Row of(Pipeline pipeline, History history, List<String> findings) {
      return new Row(
          pipeline.release().version(),
          pipeline.release().label(),
          count(history, Fate.COMMITTED),
          count(history, Fate.ABORTED),
          count(history, Fate.UNKNOWN),
          history.commits().size(),
          pipeline.journal.generationCount(),
          pipeline.journal.fencedCount(),
          pipeline.journal.startedOver(),
          findings);
    }

    private static long count(History history, Fate fate) {
      return history.fates().values().stream().filter(fate::equals).count();
    }
  }

  List<String> findings() {
    return rows.stream().flatMap(row -> row.findings().stream()).toList();
  }

  /** As a table, with the first findings. */
  String text() {
    String header =
        "%d kills (SIGKILL) in %d s, %,d input records, each through every pipeline.%n%n"
            .formatted(kills, took.toSeconds(), sent);
    String table =
        rows.stream()
            .map(
                row ->
                    "| %s | %s | %,d | %,d | %,d | %,d | %,d | %,d | %s | %s |%n"
                        .formatted(
                            row.clients,
                            row.group,
                            row.committed,
                            row.aborted,
                            row.unknown,
                            row.commits,
                            row.generations,
                            row.fenced,
                            row.startedOver.isEmpty() ? "never" : row.startedOver,
                            row.findings.isEmpty() ? "none" : row.findings.size()))
            .collect(Collectors.joining());
    String columns =
        "| clients | group | committed | aborted | fate unknown to the worker | offset"
            + " commits | generations | workers fenced | started over | findings |\n"
            + "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n";
    String details =
        findings().stream()
            .limit(50)
            .map(finding -> "\n- " + finding)
            .collect(Collectors.joining());
    return header + columns + table + details;
  }

  /** Leaves the text below {@code target}. */
  AuditReport save(String file) {
    try {
      Files.writeString(Project.target().resolve(file), text());
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
