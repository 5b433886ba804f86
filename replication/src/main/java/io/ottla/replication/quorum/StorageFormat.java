package io.ottla.replication.quorum;

import io.ottla.replication.image.FeaturesImage;
import io.ottla.replication.image.MetadataRecord;
import io.ottla.storage.disk.Disk;
import io.ottla.wire.message.FeatureLevelRecord;
import io.ottla.wire.message.VotersRecord;
import io.ottla.wire.message.VotersRecord.Endpoint;
import io.ottla.wire.message.VotersRecord.KRaftVersionFeature;
import io.ottla.wire.message.VotersRecord.Voter;
import io.ottla.wire.protocol.Uuid;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes log directories a node's own, as {@code kafka-storage format} does, and finds out whose
 * they are. Blocks; runs before there are loops.
 */
public final class StorageFormat {
  private static final String BOOTSTRAP = "bootstrap.checkpoint";
  private static final String PARTITION_METADATA = "partition.metadata";

  private StorageFormat() {}

  /**
   * Who the node is and what a new cluster starts with.
   *
   * @param clusterId the id that the directories must have; null takes theirs, or a new one
   * @param logDirectories all of them; the first holds the metadata log
   * @param features the levels to finalize in a new cluster, {@code metadata.version} among them
   * @param controllerEndpoints where the node's controller listens, for a quorum whose voters are
   *     written into the log ({@code kraft.version} 1); empty for one that the configuration names
   */
  public record Plan(
      int nodeId,
      @Nullable String clusterId,
      List<Path> logDirectories,
      Map<String, Short> features,
      List<Endpoint> controllerEndpoints) {
    /** Copies the collections. */
    public Plan {
      logDirectories = List.copyOf(logDirectories);
      features = Map.copyOf(features);
      controllerEndpoints = List.copyOf(controllerEndpoints);
    }
  }

  /**
   * What the directories are.
   *
   * @param problems why the node may not use them, one line each; then nothing was written
   * @param directoryIds by log directory
   */
  public record State(List<String> problems, String clusterId, Map<Path, Uuid> directoryIds) {
    /** Copies the list. */
    public State {
      problems = List.copyOf(problems);
    }
  }

  /** Checks the directories and formats those that are not. */
  public static State ensure(Disk disk, Plan plan, Supplier<Uuid> newIds, long nowMs) {
    List<String> problems = new ArrayList<>();
    Map<Path, MetaProperties> known = read(disk, plan, problems);
    String clusterId = clusterId(plan, known, newIds);
    known.forEach((path, meta) -> check(path, meta, plan, clusterId, problems));
    if (!problems.isEmpty()) {
      return new State(problems, clusterId, Map.of());
    }
    Map<Path, Uuid> ids = new LinkedHashMap<>();
    for (Path directory : plan.logDirectories()) {
      MetaProperties meta = known.get(directory);
      Uuid id = meta == null ? null : meta.directoryId();
      ids.put(directory, id == null ? newIds.get() : id);
    }
    Path metadataDirectory = plan.logDirectories().get(0);
    if (!known.containsKey(metadataDirectory)) {
      formatMetadata(disk, plan, metadataDirectory, ids, nowMs);
    }
    ids.forEach(
        (directory, id) -> {
          MetaProperties meta = new MetaProperties(clusterId, plan.nodeId(), id);
          if (!meta.equals(known.get(directory))) {
            disk.createDirectories(directory);
            meta.write(disk, directory);
          }
        });
    return new State(List.of(), clusterId, ids);
  }

  /** The first records of the cluster, for the first controller to write; maybe none. */
  public static List<MetadataRecord> bootstrapRecords(Disk disk, Path metadataDirectory) {
    List<MetadataRecord> records = new ArrayList<>();
    Path path = metadataDirectory.resolve(BOOTSTRAP);
    if (disk.exists(path)) {
      SnapshotFile.read(
          disk,
          path,
          batch -> {
            if (!batch.isControl()) {
              records.addAll(MetadataBatches.read(batch));
            }
          });
    }
    return records;
  }

  private static Map<Path, MetaProperties> read(Disk disk, Plan plan, List<String> problems) {
    Map<Path, MetaProperties> known = new LinkedHashMap<>();
    for (Path directory : plan.logDirectories()) {
      try {
        MetaProperties meta = MetaProperties.read(disk, directory);
        if (meta != null) {
          known.put(directory, meta);
        }
      } catch (IllegalArgumentException e) {
        problems.add(String.valueOf(e.getMessage()));
      }
    }
    return known;
  }

  private static String clusterId(
      Plan plan, Map<Path, MetaProperties> known, Supplier<Uuid> newIds) {
    if (plan.clusterId() != null) {
      return plan.clusterId();
    }
    return known.values().stream()
        .findFirst()
        .map(MetaProperties::clusterId)
        .orElseGet(() -> newIds.get().toString());
  }

  private static void check(
      Path directory, MetaProperties meta, Plan plan, String clusterId, List<String> problems) {
    if (meta.nodeId() != plan.nodeId()) {
      problems.add(
          directory + " belongs to node.id " + meta.nodeId() + ", not to " + plan.nodeId());
    }
    if (!meta.clusterId().equals(clusterId)) {
      problems.add(
          directory + " belongs to cluster.id " + meta.clusterId() + ", not to " + clusterId);
    }
  }

  private static void formatMetadata(
      Disk disk, Plan plan, Path directory, Map<Path, Uuid> ids, long nowMs) {
    Path logDirectory = directory.resolve(LocalMetadataLog.DIRECTORY);
    disk.createDirectories(logDirectory);
    Map<String, Short> features = new TreeMap<>(plan.features());
    List<MetadataRecord> records = new ArrayList<>();
    Short metadataVersion = features.remove(FeaturesImage.METADATA_VERSION);
    if (metadataVersion != null) {
      records.add(
          MetadataRecord.of(
              new FeatureLevelRecord(FeaturesImage.METADATA_VERSION, metadataVersion)));
    }
    features.forEach(
        (name, level) -> records.add(MetadataRecord.of(new FeatureLevelRecord(name, level))));
    SnapshotFile.write(disk, directory.resolve(BOOTSTRAP), records, KraftState.INITIAL, nowMs);
    disk.replace(
        logDirectory.resolve(PARTITION_METADATA),
        ("version: 0\ntopic_id: " + Uuid.METADATA_TOPIC).getBytes(StandardCharsets.UTF_8),
        /* durable= */ true);
    if (!plan.controllerEndpoints().isEmpty()) {
      KraftState kraft = new KraftState((short) 1, voters(plan, ids.get(directory)));
      Path snapshot = logDirectory.resolve(new SnapshotFile.Id(0, 0).fileName());
      SnapshotFile.write(disk, snapshot, List.of(), kraft, nowMs);
    }
  }

  private static VotersRecord voters(Plan plan, @Nullable Uuid directoryId) {
    Voter voter =
        new Voter(
            plan.nodeId(),
            directoryId == null ? Uuid.ZERO : directoryId,
            plan.controllerEndpoints(),
            new KRaftVersionFeature((short) 0, (short) 1));
    return new VotersRecord((short) 0, List.of(voter));
  }
}
