package io.ottla.replication.image;

import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.message.AbortTransactionRecord;
import io.ottla.wire.message.AccessControlEntryRecord;
import io.ottla.wire.message.BeginTransactionRecord;
import io.ottla.wire.message.BrokerRegistrationChangeRecord;
import io.ottla.wire.message.ClearElrRecord;
import io.ottla.wire.message.ClientQuotaRecord;
import io.ottla.wire.message.ConfigRecord;
import io.ottla.wire.message.DelegationTokenRecord;
import io.ottla.wire.message.EndTransactionRecord;
import io.ottla.wire.message.FeatureLevelRecord;
import io.ottla.wire.message.FenceBrokerRecord;
import io.ottla.wire.message.NoOpRecord;
import io.ottla.wire.message.PartitionChangeRecord;
import io.ottla.wire.message.PartitionRecord;
import io.ottla.wire.message.ProducerIdsRecord;
import io.ottla.wire.message.RegisterBrokerRecord;
import io.ottla.wire.message.RegisterControllerRecord;
import io.ottla.wire.message.RemoveAccessControlEntryRecord;
import io.ottla.wire.message.RemoveDelegationTokenRecord;
import io.ottla.wire.message.RemoveTopicRecord;
import io.ottla.wire.message.RemoveUserScramCredentialRecord;
import io.ottla.wire.message.TopicRecord;
import io.ottla.wire.message.UnfenceBrokerRecord;
import io.ottla.wire.message.UnregisterBrokerRecord;
import io.ottla.wire.message.UserScramCredentialRecord;
import io.ottla.wire.message.ZkMigrationStateRecord;
import io.ottla.wire.protocol.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * All metadata of the cluster at one point of the metadata log. Immutable: a change makes a new
 * image that shares what did not change, so keeping an old one costs only the difference.
 *
 * @param producerIds the block of producer ids that comes next; never null, zero before any
 */
public record MetadataImage(
    Provenance provenance,
    FeaturesImage features,
    ClusterImage cluster,
    TopicsImage topics,
    ConfigsImage configs,
    QuotasImage quotas,
    SecurityImage security,
    ProducerIdsRecord producerIds) {
  /** Before any record. */
  public static final MetadataImage EMPTY =
      new MetadataImage(
          Provenance.NONE,
          FeaturesImage.EMPTY,
          ClusterImage.EMPTY,
          TopicsImage.EMPTY,
          ConfigsImage.EMPTY,
          QuotasImage.EMPTY,
          SecurityImage.EMPTY,
          ProducerIdsRecord.DEFAULT);

  /** The topic with the given name, or null. */
  public @Nullable TopicImage topic(String name) {
    return topics.topic(name);
  }

  /** The topic with the given id, or null. */
  public @Nullable TopicImage topic(Uuid id) {
    return topics.topic(id);
  }

  /** The partition of a topic id, or null when topic or partition does not exist. */
  public @Nullable PartitionImage partition(Uuid topicId, int partition) {
    TopicImage topic = topics.topic(topicId);
    return topic == null ? null : topic.partition(partition);
  }

  /** The same metadata at another point of the log. */
  public MetadataImage at(Provenance newProvenance) {
    return new MetadataImage(
        newProvenance, features, cluster, topics, configs, quotas, security, producerIds);
  }

  /**
   * The image after one record. The provenance stays until {@link #at} moves it with the batch.
   *
   * @throws IllegalStateException when the record does not fit, as one for an unknown topic
   */
  public MetadataImage replay(ApiMessage record) {
    if (record instanceof PartitionRecord r) {
      return with(topics.with(r));
    } else if (record instanceof PartitionChangeRecord r) {
      return with(topics.with(r));
    } else if (record instanceof TopicRecord r) {
      return with(topics.with(r));
    } else if (record instanceof RemoveTopicRecord r) {
      return withoutTopic(r);
    } else if (record instanceof ClearElrRecord r) {
      return with(topics.with(r));
    } else if (record instanceof ConfigRecord r) {
      return with(configs.with(r));
    } else if (record instanceof FeatureLevelRecord r) {
      return with(features.with(r));
    } else if (record instanceof ClientQuotaRecord r) {
      return with(quotas.with(r));
    } else if (record instanceof ProducerIdsRecord r) {
      return with(r);
    }
    return replayCluster(record);
  }

  private MetadataImage replayCluster(ApiMessage record) {
    if (record instanceof RegisterBrokerRecord r) {
      return with(cluster.with(r));
    } else if (record instanceof BrokerRegistrationChangeRecord r) {
      return with(cluster.with(r));
    } else if (record instanceof FenceBrokerRecord r) {
      return with(cluster.withFenced(r.id(), r.epoch(), true));
    } else if (record instanceof UnfenceBrokerRecord r) {
      return with(cluster.withFenced(r.id(), r.epoch(), false));
    } else if (record instanceof UnregisterBrokerRecord r) {
      return with(cluster.without(r));
    } else if (record instanceof RegisterControllerRecord r) {
      return with(cluster.with(r));
    }
    return replaySecurity(record);
  }

  private MetadataImage replaySecurity(ApiMessage record) {
    if (record instanceof UserScramCredentialRecord r) {
      return with(security.with(r));
    } else if (record instanceof RemoveUserScramCredentialRecord r) {
      return with(security.without(r));
    } else if (record instanceof AccessControlEntryRecord r) {
      return with(security.with(r));
    } else if (record instanceof RemoveAccessControlEntryRecord r) {
      return with(security.without(r));
    } else if (record instanceof DelegationTokenRecord r) {
      return with(security.with(r));
    } else if (record instanceof RemoveDelegationTokenRecord r) {
      return with(security.without(r));
    } else if (isWithoutEffect(record)) {
      return this;
    }
    throw new IllegalArgumentException("not a metadata record: " + record.getClass().getName());
  }

  /** Transaction bounds matter to whoever replays a log (KIP-868), not to an image. */
  private static boolean isWithoutEffect(ApiMessage record) {
    return record instanceof NoOpRecord
        || record instanceof ZkMigrationStateRecord
        || record instanceof BeginTransactionRecord
        || record instanceof EndTransactionRecord
        || record instanceof AbortTransactionRecord;
  }

  private MetadataImage withoutTopic(RemoveTopicRecord record) {
    TopicImage topic = topics.topic(record.topicId());
    MetadataImage without = with(topics.without(record));
    return topic == null
        ? without
        : without.with(configs.without(ConfigResource.topic(topic.name())));
  }

  private MetadataImage with(TopicsImage next) {
    return new MetadataImage(
        provenance, features, cluster, next, configs, quotas, security, producerIds);
  }

  private MetadataImage with(ClusterImage next) {
    return new MetadataImage(
        provenance, features, next, topics, configs, quotas, security, producerIds);
  }

  private MetadataImage with(ConfigsImage next) {
    return new MetadataImage(
        provenance, features, cluster, topics, next, quotas, security, producerIds);
  }

  private MetadataImage with(FeaturesImage next) {
    return new MetadataImage(
        provenance, next, cluster, topics, configs, quotas, security, producerIds);
  }

  private MetadataImage with(QuotasImage next) {
    return new MetadataImage(
        provenance, features, cluster, topics, configs, next, security, producerIds);
  }

  private MetadataImage with(SecurityImage next) {
    return new MetadataImage(
        provenance, features, cluster, topics, configs, quotas, next, producerIds);
  }

  private MetadataImage with(ProducerIdsRecord next) {
    return new MetadataImage(
        provenance, features, cluster, topics, configs, quotas, security, next);
  }
}
