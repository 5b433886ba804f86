package io.ottla.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigDocTest {
  private static final Path COMMITTED = Path.of("..", "docs", "configuration.md");

  @Test
  void theCommittedReferenceIsCurrent() throws IOException {
    assertThat(Files.readString(COMMITTED))
        .as("run: bin/ottla config-doc > docs/configuration.md")
        .isEqualTo(ConfigDoc.text());
  }
}
