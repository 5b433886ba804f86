package io.ottla.coordinator.shard;

import io.ottla.wire.protocol.ErrorCode;

/** How the errors of a log look to the clients of a coordinator. */
final class CoordinatorErrors {
  private CoordinatorErrors() {}

  /** The error that a client gets when the log answered with this one. */
  static ErrorCode ofLog(ErrorCode error) {
    return switch (error) {
      case UNKNOWN_TOPIC_OR_PARTITION,
          NOT_ENOUGH_REPLICAS,
          NOT_ENOUGH_REPLICAS_AFTER_APPEND,
          REQUEST_TIMED_OUT ->
          ErrorCode.COORDINATOR_NOT_AVAILABLE;
      case NOT_LEADER_OR_FOLLOWER, FENCED_LEADER_EPOCH, KAFKA_STORAGE_ERROR ->
          ErrorCode.NOT_COORDINATOR;
      case MESSAGE_TOO_LARGE, RECORD_LIST_TOO_LARGE, INVALID_FETCH_SIZE ->
          ErrorCode.UNKNOWN_SERVER_ERROR;
      default -> error;
    };
  }
}
