package io.ottla.replication.image;

import io.ottla.wire.message.FeatureLevelRecord;
import java.util.Map;
import org.pcollections.TreePMap;

/** The finalized feature levels, sorted by name. A feature that is not listed is at level 0. */
public record FeaturesImage(TreePMap<String, Short> finalized) {
  /** The feature that says which records may be written. */
  public static final String METADATA_VERSION = "metadata.version";

  /** Eligible leader replicas (KIP-966). */
  public static final String ELR_VERSION = "eligible.leader.replicas.version";

  /** The consumer group protocol (KIP-848). */
  public static final String GROUP_VERSION = "group.version";

  /** The transaction protocol (KIP-890). */
  public static final String TRANSACTION_VERSION = "transaction.version";

  /** Share groups (KIP-932). */
  public static final String SHARE_VERSION = "share.version";

  /** Streams groups (KIP-1071). */
  public static final String STREAMS_VERSION = "streams.version";

  /** Dynamic voters (KIP-853); written by the quorum, never a FeatureLevelRecord. */
  public static final String KRAFT_VERSION = "kraft.version";

  /** 4.3-IV0, the level that Ottla writes. */
  public static final short LATEST_METADATA_VERSION = 30;

  /** 3.3-IV3, what a log means that names no level. */
  public static final short LOWEST_METADATA_VERSION = 7;

  /** Nothing is finalized. */
  public static final FeaturesImage EMPTY = new FeaturesImage(TreePMap.empty());

  /** The finalized level of a feature, 0 when it is not finalized. */
  public short level(String feature) {
    Short level = finalized.get(feature);
    return level == null ? 0 : level;
  }

  /** The metadata version that records are written for. */
  public short metadataVersion() {
    return (short) Math.max(LOWEST_METADATA_VERSION, level(METADATA_VERSION));
  }

  /** All finalized levels. */
  public Map<String, Short> levels() {
    return finalized;
  }

  FeaturesImage with(FeatureLevelRecord record) {
    return new FeaturesImage(
        record.featureLevel() == 0
            ? finalized.minus(record.name())
            : finalized.plus(record.name(), record.featureLevel()));
  }
}
