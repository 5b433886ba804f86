package io.ottla.coordinator.transaction;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The states of a transactional id. */
public enum TransactionStatus {
  /** A producer is initialised and has done nothing. */
  EMPTY(0, "Empty"),
  ONGOING(1, "Ongoing"),
  /** To be committed; that is irrevocable, only markers are missing. */
  PREPARE_COMMIT(2, "PrepareCommit"),
  /** To be aborted; that is irrevocable, only markers are missing. */
  PREPARE_ABORT(3, "PrepareAbort"),
  COMPLETE_COMMIT(4, "CompleteCommit"),
  COMPLETE_ABORT(5, "CompleteAbort"),
  /** Expired; Apache Kafka knows it in memory, it is never written here. */
  DEAD(6, "Dead"),
  /** A producer is being fenced; Apache Kafka knows it in memory, it is never written here. */
  PREPARE_EPOCH_FENCE(7, "PrepareEpochFence");

  private final byte id;
  private final String label;

  TransactionStatus(int id, String label) {
    this.id = (byte) id;
    this.label = label;
  }

  /** The number in the log. */
  public byte id() {
    return id;
  }

  /** The name in responses. */
  public String label() {
    return label;
  }

  /** The status of a number in the log, or null. */
  static @Nullable TransactionStatus of(byte id) {
    for (TransactionStatus status : values()) {
      if (status.id == id) {
        return status;
      }
    }
    return null;
  }

  /** The status of a label, or null. */
  static @Nullable TransactionStatus of(String label) {
    for (TransactionStatus status : values()) {
      if (status.label.equals(label)) {
        return status;
      }
    }
    return null;
  }

  /** The states that may follow. With KIP-890 an abort may end a transaction that never began. */
  Set<TransactionStatus> next() {
    return switch (this) {
      case EMPTY -> EnumSet.of(EMPTY, ONGOING, PREPARE_ABORT, DEAD);
      case ONGOING -> EnumSet.of(ONGOING, PREPARE_COMMIT, PREPARE_ABORT, PREPARE_EPOCH_FENCE);
      case PREPARE_COMMIT -> EnumSet.of(COMPLETE_COMMIT);
      case PREPARE_ABORT -> EnumSet.of(COMPLETE_ABORT);
      case COMPLETE_COMMIT, COMPLETE_ABORT -> EnumSet.of(EMPTY, ONGOING, PREPARE_ABORT, DEAD);
      case DEAD -> EnumSet.noneOf(TransactionStatus.class);
      case PREPARE_EPOCH_FENCE -> EnumSet.of(PREPARE_ABORT);
    };
  }

  /** Whether the outcome is decided and the markers are on their way. */
  boolean isPrepared() {
    return this == PREPARE_COMMIT || this == PREPARE_ABORT;
  }
}
