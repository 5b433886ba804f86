package io.ottla.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.slf4j.spi.SLF4JServiceProvider;

final class OttlaBrokerTest {
  private static final int API_VERSIONS = 18;

  @Test
  void twoBrokersServeSideBySideAndLeaveNothingBehind() throws IOException {
    OttlaBroker first = OttlaBroker.start();
    OttlaBroker second = OttlaBroker.start(Map.of("num.partitions", "3"));

    assertThat(first.bootstrapServers()).isNotEqualTo(second.bootstrapServers());
    assertThat(askForVersions(first)).isZero();
    assertThat(askForVersions(second)).isZero();
    first.close();
    second.close();

    assertThat(first.directory()).doesNotExist();
    assertThat(second.directory()).doesNotExist();
  }

  @Test
  void invalidPropertiesAreAllNamed() {
    assertThatThrownBy(
            () -> OttlaBroker.start(Map.of("num.partitions", "many", "log.roll.ms", "soon")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("num.partitions")
        .hasMessageContaining("log.roll.ms");
  }

  @Test
  void invalidPropertiesLeaveNothingBehind() throws IOException {
    Set<Path> before = temporaryDirectories();

    assertThatThrownBy(() -> OttlaBroker.start(Map.of("num.partitions", "many")))
        .isInstanceOf(IllegalStateException.class);

    assertThat(temporaryDirectories()).isEqualTo(before);
  }

  @Test
  void closingAgainDoesNothing() {
    OttlaBroker broker = OttlaBroker.start();

    broker.close();
    broker.close();

    assertThat(broker.directory()).doesNotExist();
  }

  @Test
  void aBrokerIsClosedWholeOnAnInterruptedThread() {
    OttlaBroker broker = OttlaBroker.start();

    Thread.currentThread().interrupt();
    broker.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(broker.directory()).doesNotExist();
  }

  @Test
  void theLoggingOfTheTestsIsNotReplaced() {
    assertThat(ServiceLoader.load(SLF4JServiceProvider.class)).isEmpty();
  }

  private static Set<Path> temporaryDirectories() throws IOException {
    Set<Path> found = new HashSet<>();
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(Path.of(System.getProperty("java.io.tmpdir")), "ottla-*")) {
      all.forEach(found::add);
    }
    return found;
  }

  /** Returns the error code of an ApiVersions v0 response. */
  private static short askForVersions(OttlaBroker broker) throws IOException {
    String[] address = broker.bootstrapServers().split(":", -1);
    try (Socket socket = new Socket(address[0], Integer.parseInt(address[1]))) {
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeInt(10);
      out.writeShort(API_VERSIONS);
      out.writeShort(0);
      out.writeInt(7);
      out.writeShort(-1);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      in.readInt();
      assertThat(in.readInt()).isEqualTo(7);
      return in.readShort();
    }
  }
}
