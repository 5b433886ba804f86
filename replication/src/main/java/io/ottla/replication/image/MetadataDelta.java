package io.ottla.replication.image;

import io.ottla.wire.protocol.Uuid;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;

/**
 * What changed between two images, so that appliers do only that work. Computed from the records in
 * between; a thing that was changed and changed back may be named.
 *
 * @param base the image before
 * @param image the image after
 * @param createdTopics ids that are in the image after only
 * @param deletedTopics ids that are in the image before only
 * @param changedPartitions by topic id, the partitions that are new or changed; those of created
 *     topics included, those of deleted ones not
 * @param changedConfigs resources whose configuration changed or went
 * @param changedBrokers ids of brokers that registered, changed or went
 */
public record MetadataDelta(
    MetadataImage base,
    MetadataImage image,
    Set<Uuid> createdTopics,
    Set<Uuid> deletedTopics,
    Map<Uuid, SortedSet<Integer>> changedPartitions,
    Set<ConfigResource> changedConfigs,
    Set<Integer> changedBrokers) {
  /** Whether the finalized features changed. */
  public boolean featuresChanged() {
    return !Objects.equals(base.features(), image.features());
  }

  /** Whether a client quota changed. */
  @SuppressWarnings("ReferenceEquality") // images share what no record touched
  public boolean quotasChanged() {
    return base.quotas() != image.quotas();
  }

  /** Whether a credential, access rule or token changed. */
  @SuppressWarnings("ReferenceEquality") // images share what no record touched
  public boolean securityChanged() {
    return base.security() != image.security();
  }

  /** Whether any topic or partition changed. */
  public boolean topicsChanged() {
    return !(createdTopics.isEmpty() && deletedTopics.isEmpty() && changedPartitions.isEmpty());
  }
}
