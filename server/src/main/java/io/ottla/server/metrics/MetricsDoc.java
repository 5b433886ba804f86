package io.ottla.server.metrics;

import java.util.Locale;

/** The list of metrics, made from their constants. */
final class MetricsDoc {
  private static final String HEAD =
      """
      # Metrics

      Generated from `io.ottla.server.metrics.Metric`. Served at `/metrics` of `ottla.http.listener`
      in Prometheus' text form.

      | metric | kind | label | meaning |
      | --- | --- | --- | --- |
      """;

  private static final String TAIL =
      """

      The JVM's own come from micrometer's binders: `jvm_memory_…`, `jvm_buffer_…`, `jvm_gc_…`,
      `jvm_threads_…`, `jvm_classes_…`, `process_…` and `system_…`.

      `/health/live` answers 200 while the process runs, `/health/ready` 200 while the broker serves
      its clients and 503 otherwise. Both answer while logs are recovered at the start and closed at
      the end.
      """;

  private MetricsDoc() {}

  /** Markdown, ending with a line feed. */
  static String text() {
    StringBuilder text = new StringBuilder(HEAD);
    for (Metric metric : Metric.values()) {
      String label = metric.label();
      text.append("| `")
          .append(metric.fullName())
          .append("` | ")
          .append(metric.kind().name().toLowerCase(Locale.ROOT))
          .append(" | ")
          .append(label == null ? "" : "`" + label + "`")
          .append(" | ")
          .append(metric.help())
          .append(" |\n");
    }
    return text.append(TAIL).toString();
  }
}
