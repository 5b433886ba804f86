package io.ottla.server.handler;

import io.ottla.replication.partition.Partition;
import io.ottla.storage.log.FoundOffset;
import io.ottla.storage.log.PartitionLog;
import io.ottla.wire.message.ListOffsetsResponse.ListOffsetsPartitionResponse;
import org.jspecify.annotations.Nullable;

/** What a timestamp in ListOffsets asks for: a time, or with a negative value a special place. */
final class OffsetSpec {
  static final long LATEST = -1;
  static final long EARLIEST = -2;
  static final long MAX_TIMESTAMP = -3;
  static final long EARLIEST_LOCAL = -4;
  static final long LATEST_TIERED = -5;
  static final long EARLIEST_PENDING_UPLOAD = -6;

  private static final long NO_TIMESTAMP = -1;

  private OffsetSpec() {}

  /** Whether a version of the request knows the special place. */
  static boolean isServed(long timestamp, short version) {
    if (timestamp >= EARLIEST) {
      return true;
    }
    if (timestamp == MAX_TIMESTAMP) {
      return version >= 7;
    }
    if (timestamp == EARLIEST_LOCAL) {
      return version >= 8;
    }
    if (timestamp == LATEST_TIERED) {
      return version >= 9;
    }
    return timestamp == EARLIEST_PENDING_UPLOAD && version >= 11;
  }

  /** Whether it takes a look into the log to find it. */
  static boolean isLookup(long timestamp) {
    return timestamp >= 0 || timestamp == MAX_TIMESTAMP;
  }

  /** Finds the place; offset and timestamp are -1 where there is none. May read a disk. */
  static ListOffsetsPartitionResponse.Builder find(
      Partition partition, long timestamp, boolean committedOnly) {
    PartitionLog log = partition.log();
    long readable = committedOnly ? log.lastStableOffset() : log.highWatermark();
    if (timestamp == LATEST) {
      return at(readable, partition.leadership().leaderEpoch());
    }
    if (timestamp == EARLIEST || timestamp == EARLIEST_LOCAL) {
      long start = log.logStartOffset();
      return at(start, log.leaderEpochs().epochOf(start));
    }
    if (timestamp == LATEST_TIERED || timestamp == EARLIEST_PENDING_UPLOAD) {
      return at(-1, -1);
    }
    FoundOffset found =
        timestamp == MAX_TIMESTAMP ? log.findLargestTimestamp() : log.findOffset(timestamp);
    return found(found, readable);
  }

  private static ListOffsetsPartitionResponse.Builder found(
      @Nullable FoundOffset found, long readable) {
    return found == null || found.offset() >= readable
        ? at(-1, -1)
        : at(found.offset(), found.leaderEpoch()).timestamp(found.timestampMs());
  }

  private static ListOffsetsPartitionResponse.Builder at(long offset, int leaderEpoch) {
    return ListOffsetsPartitionResponse.builder()
        .offset(offset)
        .timestamp(NO_TIMESTAMP)
        .leaderEpoch(leaderEpoch);
  }
}
