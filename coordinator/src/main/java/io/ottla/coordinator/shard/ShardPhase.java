package io.ottla.coordinator.shard;

import io.ottla.wire.protocol.ErrorCode;
import java.util.EnumSet;
import java.util.Set;

/** The life of a shard. */
enum ShardPhase {
  LOADING,
  ACTIVE,
  /** Loading or a decision failed; the partition is led here but not served. */
  FAILED,
  CLOSED;

  Set<ShardPhase> next() {
    return switch (this) {
      case LOADING -> EnumSet.of(ACTIVE, FAILED, CLOSED);
      case ACTIVE -> EnumSet.of(FAILED, CLOSED);
      case FAILED -> EnumSet.of(CLOSED);
      case CLOSED -> EnumSet.noneOf(ShardPhase.class);
    };
  }

  /** What a request gets in this phase; NONE where it is served. */
  ErrorCode availability() {
    return switch (this) {
      case LOADING -> ErrorCode.COORDINATOR_LOAD_IN_PROGRESS;
      case ACTIVE -> ErrorCode.NONE;
      case FAILED -> ErrorCode.COORDINATOR_NOT_AVAILABLE;
      case CLOSED -> ErrorCode.NOT_COORDINATOR;
    };
  }
}
