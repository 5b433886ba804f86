package io.ottla.replication.quorum;

import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.image.MetadataRecord;
import java.util.List;

/**
 * The replicated log of the metadata. All methods are for the controller loop, and so are the calls
 * of the listener.
 */
public interface MetadataLog extends AutoCloseable {
  /** Begins to deliver what is committed and to take part in elections. */
  void start(Listener listener);

  /**
   * Appends records that were decided together as the leader of an epoch; they are committed all or
   * none. The listener hears when they are.
   *
   * @param epoch the epoch of the leadership in which they were decided
   * @param predecessor the offset before the first of them
   * @return the offset of the last of them; -1 when the disk is full and nothing was appended, or
   *     when the log has failed, of which the listener has heard by then
   * @throws RuntimeException when they cannot be written as they are; nothing was appended
   */
  long append(int epoch, long predecessor, List<MetadataRecord> records);

  /** Tells how far the committed records are carried out, so that a snapshot may be written. */
  void onImage(MetadataImage image);

  /** Who leads and how far everyone is. */
  QuorumStatus status();

  /** Returns once everything that was committed is on disk. */
  @Override
  void close();

  /** Hears what becomes of the log. */
  interface Listener {
    /** Everything up to here, at once: at start, or when this node was far behind. */
    void onSnapshot(MetadataImage image);

    /** The next records in order. */
    void onCommitted(CommittedBatch batch);

    /**
     * This node leads and has seen everything that was committed before.
     *
     * @param lastOffset the predecessor of the first batch that it may append
     */
    void onLeader(int epoch, long lastOffset);

    /** The log cannot go on; nothing that was not committed yet will be. */
    void onFailure(RuntimeException cause);
  }
}
