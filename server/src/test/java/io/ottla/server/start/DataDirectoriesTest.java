package io.ottla.server.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ottla.wire.protocol.Uuid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoriesTest {
  private long lastId;

  @TempDir private Path root = Path.of("");

  @Test
  void newDirectoriesAreMadeAndMarked() throws StartException {
    Path one = root.resolve("deep/one");
    Path two = root.resolve("two");

    try (DataDirectories directories = open(7, null, one, two, one)) {
      MetaProperties meta = Objects.requireNonNull(MetaProperties.read(two));

      assertThat(directories.directoryIds().keySet()).containsExactly(one, two);
      assertThat(meta.clusterId()).isEqualTo(directories.clusterId());
      assertThat(meta.nodeId()).isEqualTo(7);
      assertThat(meta.directoryId()).isEqualTo(directories.directoryIds().get(two));
    }
  }

  @Test
  void aSecondStartFindsTheSameIds() throws StartException {
    DataDirectories first = open(1, null, root);
    first.close();

    try (DataDirectories second = open(1, null, root, root.resolve("added"))) {
      assertThat(second.clusterId()).isEqualTo(first.clusterId());
      assertThat(second.directoryIds()).containsAllEntriesOf(first.directoryIds());
    }
  }

  @Test
  void theFileIsKafkas() throws StartException {
    MetaProperties meta = new MetaProperties("dekfZ71iS2uX6K4MgB_suQ", 1, new Uuid(1, 2));

    assertThat(meta.text())
        .isEqualTo(
            """
            version=1
            cluster.id=dekfZ71iS2uX6K4MgB_suQ
            node.id=1
            directory.id=AAAAAAAAAAEAAAAAAAAAAg
            """);
    meta.write(root);
    assertThat(MetaProperties.read(root)).isEqualTo(meta);
  }

  @Test
  void aDirectoryInUseIsRefusedAndNoOtherStaysLocked() throws StartException {
    Path used = root.resolve("used");
    Path free = root.resolve("free");

    open(1, null, free, used).close();

    try (DataDirectories holder = open(1, null, used)) {
      assertThatThrownBy(() -> open(1, holder.clusterId(), free, used))
          .isInstanceOf(StartException.class)
          .hasMessage("the data directory " + used + " is in use by another process");
      open(1, null, free).close();
    }
  }

  @Test
  void anotherNodesDirectoryIsRefusedUntouched() throws IOException, StartException {
    open(1, null, root.resolve("mine")).close();

    assertThatThrownBy(() -> open(2, null, root.resolve("new"), root.resolve("mine")))
        .hasMessage(
            "the data directory " + root.resolve("mine") + " belongs to node 1, this is node 2");
    assertThat(names()).containsExactly("mine");
  }

  @Test
  void directoriesOfTwoClustersAreRefused() throws StartException {
    open(1, "cluster-a", root.resolve("a")).close();
    open(1, "cluster-b", root.resolve("b")).close();

    assertThatThrownBy(() -> open(1, null, root.resolve("a"), root.resolve("b")))
        .hasMessageContaining("belongs to cluster cluster-b, not to cluster cluster-a");
  }

  @Test
  void aFileInPlaceOfADirectoryIsRefused() throws IOException {
    Path file = Files.createFile(root.resolve("file"));

    assertThatThrownBy(() -> open(1, null, file)).hasMessage(file + " is not a directory");
  }

  @Test
  void aDirectoryWithoutTheMetadataMayFail() throws IOException, StartException {
    Path file = Files.createFile(root.resolve("file"));

    try (DataDirectories directories = open(1, null, root.resolve("good"), file)) {
      assertThat(directories.directoryIds()).containsOnlyKeys(root.resolve("good"));
      assertThat(directories.unusable()).containsEntry(file, file + " is not a directory");
    }
  }

  @Test
  void damagedMarksAreRefused() throws IOException {
    Files.writeString(root.resolve(MetaProperties.FILE_NAME), "version=0\nbroker.id=1\n");

    assertThatThrownBy(() -> open(1, null, root)).hasMessageContaining("is not of version 1");
  }

  @Test
  void idsNeverBeginWithADash() {
    Uuid dashed = Uuid.parse("-AAAAAAAAAAAAAAAAAAAAA");
    Uuid plain = new Uuid(1, 1);
    AtomicLong calls = new AtomicLong();

    Uuid id = DataDirectories.newId(() -> calls.getAndIncrement() == 0 ? dashed : plain);

    assertThat(id).isEqualTo(plain);
  }

  @Test
  void directoriesInAnotherOrderAreRefusedUntouched() throws IOException, StartException {
    Path old = root.resolve("old");
    open(1, null, old).close();
    Files.createDirectories(old.resolve("__cluster_metadata-0"));

    assertThatThrownBy(() -> open(1, null, root.resolve("new"), old))
        .isInstanceOf(StartException.class)
        .hasMessageStartingWith(
            "the metadata is in " + old + " and not in " + root.resolve("new") + ",");
    assertThat(names()).containsExactly("old");
    open(1, null, old, root.resolve("new")).close();
  }

  @Test
  void firstDiskThatIsNotMountedIsRefusedUntouched() throws IOException, StartException {
    Path first = root.resolve("first");
    Path second = root.resolve("second");
    open(1, null, first, second).close();
    Files.move(first, root.resolve("unmounted"));
    Files.createDirectory(first);

    assertThatThrownBy(() -> open(1, null, first, second))
        .isInstanceOf(StartException.class)
        .hasMessageStartingWith(
            "the data directory " + second + " belongs to a cluster, and " + first);
    assertThat(first).isEmptyDirectory();
  }

  @Test
  void otherDiskThatIsNotMountedIsMadeAnew() throws IOException, StartException {
    Path first = root.resolve("first");
    Path second = root.resolve("second");
    open(1, null, first, second).close();
    Files.createDirectories(first.resolve("__cluster_metadata-0"));
    Files.createFile(first.resolve("__cluster_metadata-0/00000000000000000000.log"));
    Files.createDirectory(first.resolve("orders-0"));
    Files.move(second, root.resolve("unmounted"));
    Files.createDirectory(second);

    try (DataDirectories directories = open(1, null, first, second)) {
      assertThat(directories.directoryIds()).containsOnlyKeys(first, second);
    }
  }

  @Test
  void removedDirectoryOfTheMetadataIsMissedWherePartitionsAre()
      throws IOException, StartException {
    Path metadata = root.resolve("metadata");
    Path data = root.resolve("data");
    openWithMetadataIn(metadata, data).close();
    Files.createDirectories(data.resolve("orders-0"));

    assertThatThrownBy(() -> open(1, null, data))
        .isInstanceOf(StartException.class)
        .hasMessageStartingWith(
            "there is no metadata in " + data + ", but there is the partition " + data);
    assertThat(data.resolve("orders-0")).exists();
  }

  @Test
  void addedDirectoryOfTheMetadataIsRefusedUntouched() throws IOException, StartException {
    Path metadata = root.resolve("metadata");
    Path data = root.resolve("data");
    open(1, null, data).close();
    Files.createDirectories(data.resolve("__cluster_metadata-0"));

    assertThatThrownBy(() -> openWithMetadataIn(metadata, data))
        .hasMessageStartingWith("the metadata is in " + data);
    assertThat(names()).containsExactly("data");
  }

  @Test
  void formattedDirectoriesThatNeverRanAreTaken() throws IOException, StartException {
    Path metadata = root.resolve("metadata");
    Path data = root.resolve("data");
    openWithMetadataIn(metadata, data).close();
    Files.createFile(metadata.resolve("bootstrap.checkpoint"));
    Files.createDirectory(metadata.resolve("__cluster_metadata-0"));
    Files.createFile(
        metadata.resolve("__cluster_metadata-0/00000000000000000000-0000000000.checkpoint"));

    openWithMetadataIn(metadata, data).close();

    Files.createDirectory(data.resolve("orders-0"));
    assertThatThrownBy(() -> openWithMetadataIn(metadata, data))
        .hasMessageContaining("there is no metadata in " + metadata);
  }

  @Test
  void metadataThatIsOnlyASnapshotIsMetadata() throws IOException, StartException {
    open(1, null, root).close();
    Files.createDirectory(root.resolve("__cluster_metadata-0"));
    Files.createFile(
        root.resolve("__cluster_metadata-0/00000000000000000042-0000000003.checkpoint"));
    Files.createDirectory(root.resolve("orders-0"));

    open(1, null, root).close();
  }

  @Test
  void crashWhileMarkingLeavesTheMetadatasDirectoryMarkedFirst() throws StartException {
    Path metadata = root.resolve("metadata");
    Path data = root.resolve("data");

    try (DataDirectories directories = openWithMetadataIn(metadata, data)) {
      assertThat(directories.directoryIds())
          .containsExactly(
              Map.entry(data, new Uuid(0, lastId)), Map.entry(metadata, new Uuid(0, lastId - 1)));
    }
  }

  private DataDirectories openWithMetadataIn(Path metadata, Path data) throws StartException {
    return DataDirectories.open(
        List.of(data, metadata), metadata, 1, null, () -> new Uuid(0, ++lastId));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> paths = Files.list(root)) {
      return paths.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private DataDirectories open(int nodeId, @Nullable String cluster, Path... paths)
      throws StartException {
    return DataDirectories.open(
        List.of(paths), paths[0], nodeId, cluster, () -> new Uuid(0, ++lastId));
  }
}
