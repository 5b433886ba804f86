package io.ottla.replication.quorum;

import io.ottla.replication.image.FeaturesImage;
import io.ottla.replication.image.MetadataRecord;
import io.ottla.storage.disk.Disk;
import io.ottla.wire.message.FeatureLevelRecord;
import io.ottla.wire.message.VotersRecord;
import io.ottla.wire.message.VotersRecord.KRaftVersionFeature;
import io.ottla.wire.message.VotersRecord.Voter;
import io.ottla.wire.protocol.Uuid;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a metadata log directory holds before its first controller has written anything, as {@code
 * kafka-storage format} leaves it: {@code bootstrap.checkpoint} with the features to finalize, and
 * for a quorum whose voters are in the log a first snapshot that names them. Blocks.
 */
public final class MetadataFormat {
  private static final String BOOTSTRAP = "bootstrap.checkpoint";

  private MetadataFormat() {}

  /**
   * What a new cluster starts with.
   *
   * @param directoryId of the directory that holds the metadata log
   * @param features the levels to finalize, {@code metadata.version} among them
   * @param controllerEndpoints where the node's controller listens, for a quorum whose voters are
   *     written into the log ({@code kraft.version} 1); empty for one that the configuration names
   */
  public record Plan(
      int nodeId,
      Uuid directoryId,
      Map<String, Short> features,
      List<VotersRecord.Endpoint> controllerEndpoints) {
    /** Copies the collections. */
    public Plan {
      features = Map.copyOf(features);
      controllerEndpoints = List.copyOf(controllerEndpoints);
    }
  }

  /** Formats the directory unless that was done before; by whomever. */
  public static void ensure(Disk disk, Path metadataLogDirectory, Plan plan, long nowMs) {
    Path bootstrap = metadataLogDirectory.resolve(BOOTSTRAP);
    Path log = metadataLogDirectory.resolve(LocalMetadataLog.DIRECTORY);
    if (disk.exists(bootstrap) || disk.list(log).stream().anyMatch(n -> n.endsWith(".log"))) {
      return;
    }
    disk.createDirectories(log);
    if (!plan.controllerEndpoints().isEmpty()) {
      KraftState kraft = new KraftState((short) 1, voters(plan));
      Path snapshot = log.resolve(new SnapshotFile.Id(0, 0).fileName());
      SnapshotFile.write(disk, snapshot, List.of(), kraft, nowMs);
    }
    SnapshotFile.write(disk, bootstrap, features(plan), KraftState.INITIAL, nowMs);
  }

  /** The first records of the cluster, for the first controller to write; maybe none. */
  public static List<MetadataRecord> bootstrapRecords(Disk disk, Path metadataLogDirectory) {
    List<MetadataRecord> records = new ArrayList<>();
    Path path = metadataLogDirectory.resolve(BOOTSTRAP);
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

  /** The record of the metadata version comes first: it says how others are written. */
  private static List<MetadataRecord> features(Plan plan) {
    Map<String, Short> features = new TreeMap<>(plan.features());
    List<MetadataRecord> records = new ArrayList<>();
    Short version = features.remove(FeaturesImage.METADATA_VERSION);
    if (version != null) {
      records.add(
          MetadataRecord.of(new FeatureLevelRecord(FeaturesImage.METADATA_VERSION, version)));
    }
    features.forEach(
        (name, level) -> records.add(MetadataRecord.of(new FeatureLevelRecord(name, level))));
    return records;
  }

  private static VotersRecord voters(Plan plan) {
    Voter voter =
        new Voter(
            plan.nodeId(),
            plan.directoryId(),
            plan.controllerEndpoints(),
            new KRaftVersionFeature((short) 0, (short) 1));
    return new VotersRecord((short) 0, List.of(voter));
  }
}
