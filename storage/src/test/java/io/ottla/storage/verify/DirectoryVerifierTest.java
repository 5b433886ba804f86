package io.ottla.storage.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.storage.dir.OffsetCheckpoint;
import io.ottla.storage.disk.RealDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryVerifierTest {
  private static final String RECOVERY = "recovery-point-offset-checkpoint";

  private final Path directory;
  private final List<Finding> findings = new ArrayList<>();

  DirectoryVerifierTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private LogState stateOf(String name) {
    return DirectoryVerifier.read(new RealDisk(), directory, findings::add).stateOf(name);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }

  @Test
  void aDirectoryWithoutFilesSaysNothing() {
    assertThat(stateOf("a-b-0")).isEqualTo(LogState.UNKNOWN);
    assertThat(findings).isEmpty();
  }

  @Test
  void whatTheFilesSayIsFoundByTheNameOfTheLog() throws IOException {
    write(".kafka_cleanshutdown", "{\"version\":0,\"brokerEpoch\":3}");
    write("cleaner-offset-checkpoint", "");
    write(RECOVERY, "0\n2\nother 1 4\na-b 0 42\n");

    LogState state = stateOf("a-b-0");

    Path file = directory.resolve(RECOVERY);
    assertThat(state)
        .isEqualTo(
            new LogState(
                true,
                true,
                Map.of(OffsetCheckpoint.RECOVERY_POINT, new LogState.Saved(file, 14, 42))));
    assertThat(stateOf("none-0")).isEqualTo(new LogState(true, true, Map.of()));
    assertThat(findings).isEmpty();
  }

  @Test
  void logsThatAreNotServedAreNotVouchedFor() throws IOException {
    write(".kafka_cleanshutdown", "{}");

    assertThat(stateOf("a-0.0123-delete")).isEqualTo(LogState.UNKNOWN);
    assertThat(stateOf("__cluster_metadata-0")).isEqualTo(new LogState(false, true, Map.of()));
  }

  @Test
  void checkpointsThatCannotBeReadAreFound() throws IOException {
    write(RECOVERY, "0\n1\na 0 -3\n");
    write("replication-offset-checkpoint", "1\n0\n");
    write("cleaner-offset-checkpoint", "0\n1\na 0\n");

    assertThat(stateOf("a-0").saved()).isEmpty();
    assertThat(findings)
        .extracting(finding -> finding.toString().replace(directory + "/", ""))
        .containsExactly(
            RECOVERY + " at position 4: no entry: \"a 0 -3\"",
            "replication-offset-checkpoint at position 0: is no checkpoint of version 0 with as"
                + " many lines as it says",
            "cleaner-offset-checkpoint at position 4: no entry: \"a 0\"");
  }
}
