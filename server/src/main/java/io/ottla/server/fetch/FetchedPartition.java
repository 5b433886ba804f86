package io.ottla.server.fetch;

import io.ottla.replication.partition.Partition;
import io.ottla.replication.partition.PartitionListener;
import io.ottla.replication.partition.PartitionRead;
import io.ottla.wire.protocol.ErrorCode;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One partition of a session, registered at the replica as long as the session lives. It is queued
 * while there may be something to answer; a partition that was read to its end costs nothing until
 * its replica moves.
 */
final class FetchedPartition implements PartitionListener {
  private final FetchSession session;
  private final FetchKey key;
  private final AtomicBoolean queued = new AtomicBoolean();
  private FetchPositions positions;
  private @Nullable Partition partition;
  private boolean forgotten;

  /** What was answered last, so that an incremental response can leave out what did not change. */
  private long sentHighWatermark = -1;

  private long sentLogStartOffset = -1;

  FetchedPartition(FetchSession session, FetchKey key, FetchPositions positions) {
    this.session = session;
    this.key = key;
    this.positions = positions;
  }

  FetchKey key() {
    return key;
  }

  FetchPositions positions() {
    return positions;
  }

  boolean usesTopicId() {
    return session.usesTopicIds();
  }

  void moveTo(FetchPositions next) {
    positions = next;
  }

  boolean isForgotten() {
    return forgotten;
  }

  /** The replica that was read last, or null when there was none. */
  @Nullable Partition partition() {
    return partition;
  }

  /** Registers at the replica, which may be another one than before: topics come and go. */
  void attach(@Nullable Partition found) {
    if (partition != found) {
      detach();
      partition = found;
      if (found != null) {
        found.listen(this);
      }
    }
  }

  private void detach() {
    if (partition != null) {
      partition.unlisten(this);
      partition = null;
    }
  }

  void forget() {
    forgotten = true;
    detach();
  }

  /** Called on the replica's loop. */
  @Override
  public void onProgress(Partition moved) {
    enqueue();
    session.wake();
  }

  /** Puts it into the session's queue unless it is there. From any thread. */
  void enqueue() {
    if (queued.compareAndSet(false, true)) {
      session.queue().add(this);
    }
  }

  /** Notes that it was taken from the queue; must come before the replica is read. */
  void dequeued() {
    queued.set(false);
  }

  /** Whether an incremental response has to name the partition. */
  boolean isNews(PartitionRead read) {
    return read.records().sizeInBytes() > 0
        || read.error() != ErrorCode.NONE
        || read.highWatermark() != sentHighWatermark
        || read.logStartOffset() != sentLogStartOffset;
  }

  void sent(PartitionRead read) {
    sentHighWatermark = read.highWatermark();
    sentLogStartOffset = read.logStartOffset();
  }
}
