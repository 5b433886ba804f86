package io.ottla.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ottla.replication.image.FeaturesImage;
import io.ottla.replication.quorum.MetadataFormat;
import io.ottla.server.config.BrokerConfig;
import io.ottla.server.start.StartException;
import io.ottla.storage.disk.RealDisk;
import io.ottla.wire.protocol.Uuid;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts of a whole broker on directories that something is the matter with. */
class BrokerStartTest {
  @TempDir private Path directory;

  @Test
  void emptyMetadataNextToPartitionsIsRefusedAndNoPartitionSetAside() throws Exception {
    Files.createDirectory(directory.resolve("__cluster_metadata-0"));
    Files.createFile(directory.resolve("__cluster_metadata-0/00000000000000000000.log"));
    Path partition = Files.createDirectory(directory.resolve("orders-0"));

    assertThatThrownBy(() -> Broker.start(config(Map.of())))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("there is no metadata in " + directory)
        .hasMessageContaining(partition.toString());
    assertThat(partition).exists();
  }

  @Test
  void metadataOfBefore37IsServedAndItsControllerNotRegisteredYet() throws Exception {
    MetadataFormat.ensure(
        new RealDisk(),
        directory,
        new MetadataFormat.Plan(
            1, new Uuid(1, 2), Map.of(FeaturesImage.METADATA_VERSION, (short) 14), List.of()),
        1_700_000_000_000L);

    try (Broker broker = Broker.start(config(Map.of()))) {
      assertThat(broker.addresses()).containsKeys("PLAINTEXT", "CONTROLLER");
    }
  }

  private BrokerConfig config(Map<String, String> more) {
    Map<String, String> properties = new HashMap<>(BrokerConfig.builtIn());
    properties.put("listeners", "PLAINTEXT://localhost:0,CONTROLLER://localhost:0");
    properties.put("log.dirs", directory.toString());
    properties.put("ottla.http.listener", "");
    properties.putAll(more);
    return BrokerConfig.parse(properties).get();
  }
}
