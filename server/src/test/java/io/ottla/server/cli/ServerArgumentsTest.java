package io.ottla.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerArgumentsTest {
  @Test
  void aFileAndOverridesArePlain() {
    assertThat(
            ServerArguments.plain("server", "--override", "a=b", "x.properties", "--override=c=d"))
        .isEqualTo(new ServerArguments(Path.of("x.properties"), List.of("a=b", "c=d")));
    assertThat(ServerArguments.plain("server")).isEqualTo(new ServerArguments(null, List.of()));
  }

  @Test
  void everythingElseIsNot() {
    assertThat(ServerArguments.plain()).isNull();
    assertThat(ServerArguments.plain("version")).isNull();
    assertThat(ServerArguments.plain("server", "--help")).isNull();
    assertThat(ServerArguments.plain("server", "--override")).isNull();
    assertThat(ServerArguments.plain("server", "one", "two")).isNull();
  }
}
