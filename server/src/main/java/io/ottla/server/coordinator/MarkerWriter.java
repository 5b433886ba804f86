package io.ottla.server.coordinator;

import io.ottla.coordinator.group.GroupCoordinator;
import io.ottla.coordinator.group.GroupCoordinator.TransactionEnd;
import io.ottla.coordinator.group.model.GroupRecords;
import io.ottla.coordinator.shard.Gather;
import io.ottla.coordinator.topics.TopicPartition;
import io.ottla.coordinator.transaction.MarkerSender;
import io.ottla.replication.controller.MetadataView;
import io.ottla.replication.image.TopicImage;
import io.ottla.replication.partition.Partition;
import io.ottla.runtime.Clock;
import io.ottla.storage.producer.AppendOrigin;
import io.ottla.storage.producer.ProducerEntry;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import io.ottla.wire.record.ControlBatches;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the ends of transactions to the partitions that this broker leads: what WriteTxnMarkers
 * does here, and what the transaction coordinator does for partitions at home. On a partition of
 * {@code __consumer_offsets} the group coordinator does it, for its offsets are settled with it.
 */
public final class MarkerWriter implements MarkerSender {
  private static final long REPLICATION_TIMEOUT_MS = 5_000;
  private static final int FIRST_VERSION_THAT_BUMPS = 2;

  private final MetadataView metadata;
  private final Lookup partitions;
  private final GroupCoordinator groups;
  private final Clock clock;

  /** Finds the replica of a partition, or null when this broker holds none. */
  @FunctionalInterface
  public interface Lookup {
    /** From any thread. */
    @Nullable Partition find(Uuid topicId, int partition);
  }

  /** Writes to the replicas that are found. */
  public MarkerWriter(
      MetadataView metadata, Lookup partitions, GroupCoordinator groups, Clock clock) {
    this.metadata = metadata;
    this.partitions = partitions;
    this.groups = groups;
    this.clock = clock;
  }

  @Override
  public void send(
      Marker marker, Set<TopicPartition> targets, Consumer<Map<TopicPartition, ErrorCode>> done) {
    List<TopicPartition> ordered = List.copyOf(targets);
    Gather<ErrorCode> all =
        new Gather<>(ordered.size(), errors -> done.accept(results(ordered, errors)));
    for (int i = 0; i < ordered.size(); i++) {
      write(marker, ordered.get(i), all.place(i));
    }
  }

  private static Map<TopicPartition, ErrorCode> results(
      List<TopicPartition> targets, List<ErrorCode> errors) {
    Map<TopicPartition, ErrorCode> results = new HashMap<>();
    for (int i = 0; i < targets.size(); i++) {
      results.put(targets.get(i), errors.get(i));
    }
    return results;
  }

  /** Writes one marker; the answer comes on any thread, once the marker is replicated. */
  public void write(Marker marker, TopicPartition target, Consumer<ErrorCode> done) {
    TopicImage topic = metadata.image().topic(target.topic());
    if (topic == null || topic.partition(target.partition()) == null) {
      done.accept(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
      return;
    }
    Partition partition = partitions.find(topic.id(), target.partition());
    if (partition == null) {
      done.accept(ErrorCode.NOT_LEADER_OR_FOLLOWER);
      return;
    }
    partition.loop().executeOrRun(() -> writeOn(partition, marker, done));
  }

  private void writeOn(Partition partition, Marker marker, Consumer<ErrorCode> done) {
    if (isLate(marker, partition.log().findProducer(marker.producerId()))) {
      done.accept(ErrorCode.INVALID_PRODUCER_EPOCH);
    } else if (partition.id().topic().equals(GroupRecords.TOPIC)) {
      groups.endTransaction(
          partition.id().partition(), end(marker), error -> done.accept(asLeader(error)));
    } else {
      append(marker, partition, done);
    }
  }

  /**
   * Whether a marker is of an earlier transaction than the open one. KIP-1228: where every end
   * bumps the epoch, a marker comes with a higher epoch than the transaction that it ends. That a
   * marker is not of an older epoch is the log's to check.
   */
  static boolean isLate(Marker marker, @Nullable ProducerEntry producer) {
    return marker.transactionVersion() >= FIRST_VERSION_THAT_BUMPS
        && producer != null
        && producer.transactionFirstOffset() >= 0
        && marker.producerEpoch() == producer.epoch();
  }

  private static TransactionEnd end(Marker marker) {
    return new TransactionEnd(
        marker.producerId(), marker.producerEpoch(), marker.coordinatorEpoch(), marker.commit());
  }

  /** The group coordinator's errors in the words of a leader. */
  private static ErrorCode asLeader(ErrorCode error) {
    return switch (error) {
      case NOT_COORDINATOR, COORDINATOR_LOAD_IN_PROGRESS, COORDINATOR_NOT_AVAILABLE ->
          ErrorCode.NOT_LEADER_OR_FOLLOWER;
      default -> error;
    };
  }

  private void append(Marker marker, Partition partition, Consumer<ErrorCode> done) {
    ByteBuffer batch =
        ControlBatches.endTransaction(
            marker.producerId(),
            marker.producerEpoch(),
            marker.commit(),
            marker.coordinatorEpoch(),
            clock.wallMs());
    partition.append(
        batch,
        AppendOrigin.COORDINATOR,
        true,
        REPLICATION_TIMEOUT_MS,
        result -> done.accept(result.error()));
  }
}
