package io.ottla.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MetricsDocTest {
  private static final Path COMMITTED = Path.of("..", "docs", "metrics.md");
  private static final Path CURRENT = Path.of("target", "metrics.md");

  @Test
  void theCommittedListIsCurrent() throws IOException {
    Files.writeString(CURRENT, MetricsDoc.text());

    assertThat(Files.readString(COMMITTED))
        .as("run: cp server/target/metrics.md docs/metrics.md")
        .isEqualTo(MetricsDoc.text());
  }

  @Test
  void namesFollowPrometheusConventions() {
    for (Metric metric : Metric.values()) {
      assertThat(metric.fullName()).matches("ottla(_[a-z]+)+");
      assertThat(metric.fullName().endsWith("_total"))
          .isEqualTo(metric.kind() == Metric.Kind.COUNTER);
    }
  }
}
