package io.ottla.replication.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ottla.replication.image.ConfigResource;
import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.image.MetadataRecord;
import io.ottla.storage.disk.SimDisk;
import io.ottla.storage.disk.StorageException;
import io.ottla.wire.message.BeginTransactionRecord;
import io.ottla.wire.message.EndTransactionRecord;
import io.ottla.wire.message.VotersRecord;
import io.ottla.wire.protocol.Uuid;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalMetadataLogTest {
  /** Writing means several fsyncs, so that not every cut is written behind. */
  private static final int WRITE_EVERY = 13;

  private static final String SEGMENT = "00000000000000000000.log";

  @TempDir Path directory;

  @Test
  void leadershipTakesAnOffsetAndANewEpochAtEachStart() {
    for (int start = 1; start <= 3; start++) {
      try (LogHarness node = new LogHarness(directory).started()) {
        assertThat(node.epoch).isEqualTo(start);
        assertThat(node.lastOffset).isEqualTo(start - 1);
        assertThat(node.log.status().leaderId()).isEqualTo(1);
        assertThat(node.log.status().highWatermark()).isEqualTo(start);
      }
    }
  }

  @Test
  void quorumStateIsAsKafkaWritesIt() throws IOException {
    new LogHarness(directory).started().close();

    assertThat(metadataFile("quorum-state"))
        .content()
        .isEqualTo(
            "{\"clusterId\":\"\",\"leaderId\":1,\"leaderEpoch\":1,\"votedId\":-1,"
                + "\"appliedOffset\":0,\"currentVoters\":[{\"voterId\":1}],\"data_version\":0}");
    assertThat(metadataFile("partition.metadata"))
        .content()
        .isEqualTo("version: 0\ntopic_id: AAAAAAAAAAAAAAAAAAAAAQ");
  }

  @Test
  void quorumWhoseVotersAreInTheLogKeepsThemThroughASnapshot() throws IOException {
    LogHarness.format(directory, new VotersRecord.Endpoint("CONTROLLER", "localhost", 9093));
    try (LogHarness node = new LogHarness(directory, 1).started()) {
      assertThat(node.log.status().kraftVersion()).isEqualTo((short) 1);
      assertThat(node.lastOffset).isEqualTo(2);
      node.set("a", "1");
    }

    try (LogHarness node = new LogHarness(directory).started()) {
      assertThat(node.log.status().kraftVersion()).isEqualTo((short) 1);
      assertThat(metadataFile("quorum-state")).content().contains("\"data_version\":1");
    }
  }

  @Test
  void logOfAQuorumWithOtherVotersIsRefused() {
    List<VotersRecord.Voter> voters =
        Stream.of(1, 2)
            .map(
                id ->
                    new VotersRecord.Voter(
                        id,
                        new Uuid(9, id),
                        List.of(new VotersRecord.Endpoint("CONTROLLER", "host" + id, 9093)),
                        new VotersRecord.KRaftVersionFeature((short) 0, (short) 1)))
            .toList();
    LogHarness.DISK.createDirectories(directory.resolve(LocalMetadataLog.DIRECTORY));
    SnapshotFile.write(
        LogHarness.DISK,
        metadataFile(new SnapshotFile.Id(0, 0).fileName()),
        List.of(),
        new KraftState((short) 1, new VotersRecord((short) 0, voters)),
        1_700_000_000_000L);

    assertThatThrownBy(() -> new LogHarness(directory))
        .isInstanceOf(StorageException.class)
        .hasMessage(
            "the quorum of "
                + directory.resolve(LocalMetadataLog.DIRECTORY)
                + " has the voters [1, 2], this is node 1: Ottla runs one node so far");
  }

  @Test
  void logOfAQuorumWhoseVotersWereConfiguredIsRefusedToo() throws IOException {
    new LogHarness(directory).started().close();
    Files.writeString(
        metadataFile("quorum-state"),
        "{\"clusterId\":\"\",\"leaderId\":3,\"leaderEpoch\":7,\"votedId\":-1,\"appliedOffset\":0,"
            + "\"currentVoters\":[{\"voterId\":1},{\"voterId\":2},{\"voterId\":3}],"
            + "\"data_version\":0}");

    assertThatThrownBy(() -> new LogHarness(directory))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("has the voters [1, 2, 3], this is node 1");
  }

  @Test
  void bootstrapRecordsAreReadFromTheFormattedDirectory() {
    LogHarness.format(directory);

    List<MetadataRecord> records = MetadataFormat.bootstrapRecords(LogHarness.DISK, directory);

    assertThat(records).hasSize(1);
    assertThat(records.toString()).contains("metadata.version", "30");
  }

  @Test
  void staleEpochOrPredecessorIsOurFault() {
    try (LogHarness node = new LogHarness(directory).started()) {
      List<MetadataRecord> records = List.of(ConfigResource.ALL_BROKERS.set("a", "1"));
      assertThatThrownBy(() -> node.log.append(node.epoch - 1, node.lastOffset, records))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> node.log.append(node.epoch, node.lastOffset - 1, records))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  /** Each batch is there whole or not at all, and no batch without those before it. */
  @Test
  void logCutOffAtAnyByteHoldsAPrefixOfWhatWasCommitted() throws IOException {
    List<MetadataImage> states = new ArrayList<>();
    states.add(MetadataImage.EMPTY);
    try (LogHarness node = new LogHarness(directory).started()) {
      node.append(
          List.of(
              ConfigResource.ALL_BROKERS.set("a", "1"), ConfigResource.ALL_BROKERS.set("b", "2")));
      node.set("a", "3");
      states.addAll(node.images);
    }
    Path whole = directory.resolve("whole");
    Files.move(directory.resolve(LocalMetadataLog.DIRECTORY), whole);
    long size = Files.size(whole.resolve(SEGMENT));
    for (long cut = 0; cut <= size; cut++) {
      Path crashed = directory.resolve("crashed" + cut);
      copy(whole, crashed.resolve(LocalMetadataLog.DIRECTORY));
      truncate(crashed.resolve(LocalMetadataLog.DIRECTORY).resolve(SEGMENT), cut);

      try (LogHarness node = new LogHarness(crashed)) {
        MetadataImage image = node.log.loadedImage();
        assertThat(states.stream().map(MetadataImage::configs)).contains(image.configs());
        assertThat(states.stream().map(s -> s.provenance().offset()))
            .contains(image.provenance().offset());
        if (cut % WRITE_EVERY == 0) {
          node.started().set("c", "4");
          assertThat(node.image.configs().of(ConfigResource.ALL_BROKERS)).containsEntry("c", "4");
        }
      }
    }
  }

  @Test
  void snapshotReplacesTheLogBehindIt() throws IOException {
    MetadataImage before;
    try (LogHarness node = new LogHarness(directory, 200).started()) {
      for (int i = 0; i < 20; i++) {
        node.set("key" + i, "value");
      }
      before = node.image;
    }
    assertThat(names()).filteredOn(n -> n.endsWith(".checkpoint")).hasSize(1);
    assertThat(names()).doesNotContain(SEGMENT);

    try (LogHarness node = new LogHarness(directory).started()) {
      assertThat(node.image.configs()).isEqualTo(before.configs());
      assertThat(node.epoch).isEqualTo(2);
    }
  }

  @Test
  void failedRollForASnapshotIsAFailureOfTheLogAndNotOfItsCaller() {
    SimDisk disk = new SimDisk();
    try (LogHarness node = new LogHarness(directory, 1, disk).started()) {
      node.onVisible = image -> disk.faults().failAfter(directory, 0);

      node.set("a", "1");

      assertThat(node.image.configs().of(ConfigResource.ALL_BROKERS)).containsEntry("a", "1");
      assertThat(node.failure).isInstanceOf(StorageException.class);
      disk.faults().repair();
    }
  }

  @Test
  void damagedSnapshotIsPassedOverWhileTheLogStillHoldsEverything() throws IOException {
    try (LogHarness node = new LogHarness(directory).started()) {
      node.set("a", "1");
    }
    Files.write(metadataFile("00000000000000000002-0000000001.checkpoint"), new byte[] {1, 2, 3});

    try (LogHarness node = new LogHarness(directory).started()) {
      assertThat(node.image.configs().of(ConfigResource.ALL_BROKERS)).containsEntry("a", "1");
    }
  }

  @Test
  void logThatIsBehindItsSnapshotStartsAgainAtTheSnapshotsEnd() throws IOException {
    try (LogHarness node = new LogHarness(directory, 1).started()) {
      node.set("a", "1");
      node.set("b", "2");
    }
    try (Stream<Path> files = Files.list(directory.resolve(LocalMetadataLog.DIRECTORY))) {
      for (Path file : files.filter(f -> !f.toString().endsWith(".checkpoint")).toList()) {
        Files.delete(file);
      }
    }

    try (LogHarness node = new LogHarness(directory)) {
      long snapshotEnd = node.log.loadedImage().provenance().offset();
      assertThat(snapshotEnd).isPositive();
      node.started().set("c", "3");
      assertThat(node.image.configs().of(ConfigResource.ALL_BROKERS)).containsKeys("a", "c");
      assertThat(node.lastOffset).isEqualTo(snapshotEnd + 2);
    }
  }

  @Test
  void endpointsOfTheControllerComeFromTheLogOfVoters() {
    VotersRecord.Endpoint endpoint = new VotersRecord.Endpoint("CONTROLLER", "localhost", 9093);
    LogHarness.format(directory, endpoint);
    try (LogHarness node = new LogHarness(directory).started()) {
      assertThat(node.log.status().voters().get(0).endpoints()).containsExactly(endpoint);
    }
  }

  @Test
  void unfinishedTransactionIsAbortedAtStart() {
    try (LogHarness node = new LogHarness(directory).started()) {
      node.append(List.of(MetadataRecord.of(new BeginTransactionRecord("one"))));
      node.set("done", "1");
      node.append(List.of(MetadataRecord.of(new EndTransactionRecord())));
      node.append(List.of(MetadataRecord.of(new BeginTransactionRecord("two"))));
      node.set("undone", "1");
    }

    for (int start = 0; start < 2; start++) {
      try (LogHarness node = new LogHarness(directory).started()) {
        assertThat(node.image.configs().of(ConfigResource.ALL_BROKERS)).containsOnlyKeys("done");
      }
    }
  }

  private Path metadataFile(String name) {
    return directory.resolve(LocalMetadataLog.DIRECTORY).resolve(name);
  }

  private List<String> names() {
    return LogHarness.DISK.list(directory.resolve(LocalMetadataLog.DIRECTORY));
  }

  private static void truncate(Path file, long size) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.setLength(size);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }
}
