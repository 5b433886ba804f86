package io.ottla.coordinator.group.offsets;

import io.ottla.wire.message.OffsetCommitValue;
import io.ottla.wire.protocol.Uuid;

/**
 * An offset as a group committed it.
 *
 * @param leaderEpoch of the last record consumed, or {@link #NO_EPOCH}
 * @param metadata as the client sent it
 * @param expireTimestampMs when an old client wants it gone, or {@link #NO_TIMESTAMP}
 * @param topicId of the topic at the commit, or {@link Uuid#ZERO} when not known
 * @param recordOffset where in the coordinator's log it stands; later ones win
 */
public record CommittedOffset(
    long offset,
    int leaderEpoch,
    String metadata,
    long commitTimestampMs,
    long expireTimestampMs,
    Uuid topicId,
    long recordOffset) {
  /** No offset was committed. */
  public static final long NO_OFFSET = -1;

  /** The leader epoch is not known. */
  public static final int NO_EPOCH = -1;

  /** The offset expires by the group's retention alone. */
  public static final long NO_TIMESTAMP = -1;

  static CommittedOffset of(OffsetCommitValue value, long recordOffset) {
    return new CommittedOffset(
        value.offset(),
        value.leaderEpoch(),
        value.metadata(),
        value.commitTimestamp(),
        value.expireTimestamp(),
        value.topicId(),
        recordOffset);
  }

  /** Whether it was committed for another topic of the same name. */
  boolean isOfAnotherTopicThan(Uuid id) {
    return !topicId.isZero() && !id.isZero() && !topicId.equals(id);
  }
}
