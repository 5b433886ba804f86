package io.ottla.storage.dir;

import io.ottla.storage.disk.DiskFullException;
import io.ottla.storage.disk.StorageException;
import io.ottla.storage.log.AppendResult;
import io.ottla.storage.log.LogRead;
import io.ottla.storage.log.PartitionLog;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.record.RecordBatch;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A log on its way into another log directory: a copy, in a directory whose name ends in {@code
 * -future}, is filled up to the log's end and then takes its place. One thread at a time fills it;
 * the last bytes are copied, and the places exchanged, on the partition's loop.
 */
public final class LogMove {
  private static final int CHUNK_BYTES = 1 << 20;

  /** What the partition's loop may copy without holding up others. */
  private static final int LAST_BYTES = 128 << 10;

  /** How often the copy may be less durable than the log before the loop waits for its flush. */
  private static final int PATIENCE = 5;

  private final ManagedLog from;
  private final ManagedLog copy;
  private final long cleanedOffset;
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile boolean cancelled;
  private int lessDurable;

  LogMove(ManagedLog from, ManagedLog copy) {
    this.from = from;
    this.copy = copy;
    this.cleanedOffset = from.log().cleanedOffset();
  }

  /** The partition's name. */
  public PartitionName name() {
    return from.name();
  }

  /** The log that is moved. */
  public ManagedLog from() {
    return from;
  }

  /** The copy and the directory that it lies in. */
  public ManagedLog copy() {
    return copy;
  }

  /** How many offsets the copy lacks. From any thread. */
  public long offsetLag() {
    return Math.max(0, from.log().logEndOffset() - copy.log().logEndOffset());
  }

  /** Has whoever fills the copy stop. From any thread. */
  public void cancel() {
    cancelled = true;
  }

  /** Whether the move is not wanted any more. */
  public boolean isCancelled() {
    return cancelled;
  }

  /** Whether it is now, and not before, that the copy takes the log's place or is removed. */
  boolean end() {
    return ended.compareAndSet(false, true);
  }

  /**
   * Copies the next bytes, about a megabyte. May block.
   *
   * @return how many; 0 at the log's end
   * @throws DiskFullException when there is no room for the copy
   */
  public int copyOn() {
    return copyOn(CHUNK_BYTES);
  }

  private int copyOn(int maxBytes) {
    PartitionLog source = from.log();
    PartitionLog target = copy.log();
    if (target.logEndOffset() < source.logStartOffset()) {
      target.truncateFullyAndStartAt(source.logStartOffset());
    } else if (target.logEndOffset() > source.logEndOffset()) {
      target.truncateTo(source.logEndOffset());
    }
    ByteBuffer bytes = read(source, target.logEndOffset(), maxBytes);
    if (!bytes.hasRemaining()) {
      return 0;
    }
    startWithWholeBatch(target, RecordBatch.of(bytes).baseOffset());
    return append(target, bytes);
  }

  // DeleteRecords lets a log start within a batch, which is stored as a whole all the same. The
  // copy is told where the log starts when it takes its place.
  private static void startWithWholeBatch(PartitionLog target, long baseOffset) {
    boolean isEmpty = target.logStartOffset() == target.logEndOffset();
    if (isEmpty && baseOffset < target.logEndOffset()) {
      target.truncateFullyAndStartAt(baseOffset);
    }
  }

  private static ByteBuffer read(PartitionLog source, long offset, int maxBytes) {
    int limit = Math.min(maxBytes, source.config().roll().segmentBytes());
    try {
      LogRead read = source.read(offset, limit, source.logEndOffset(), true);
      try {
        ByteBuffer bytes = ByteBuffer.allocate(read.records().sizeInBytes());
        read.records().writeTo(bytes);
        return bytes.flip();
      } finally {
        read.records().release();
      }
    } catch (StorageException e) {
      throw new SourceFailure(e);
    }
  }

  /** The log that is moved cannot be read; the disk of the copy is well. */
  private static final class SourceFailure extends StorageException {
    private static final long serialVersionUID = 1L;

    SourceFailure(StorageException cause) {
      super(String.valueOf(cause.getMessage()));
      initCause(cause);
    }
  }

  /** Which of the two directories a failure of this move is of. */
  public LogDirectory directoryOf(StorageException failure) {
    return failure instanceof SourceFailure ? from.directory() : copy.directory();
  }

  private static int append(PartitionLog target, ByteBuffer bytes) {
    int size = bytes.remaining();
    AppendResult result = target.appendAsFollower(bytes);
    if (result.error() == ErrorCode.KAFKA_STORAGE_ERROR) {
      throw new DiskFullException(result.sentence());
    }
    if (!result.isOk()) {
      throw new IllegalStateException("copy of " + target.directory() + ": " + result.sentence());
    }
    return size;
  }

  /** Makes what was copied survive a power loss. May block. */
  public void flush() {
    copy.log().flushNow();
  }

  /**
   * Copies the last bytes if they are few, and says whether the copy has all that the log has, as
   * durably. Where each append is flushed and the target's disk is the slower one, a flush on
   * another thread would for ever be too late. On the partition's loop.
   */
  public boolean catchUp() {
    int unused = copyOn(LAST_BYTES);
    PartitionLog source = from.log();
    boolean isWhole =
        copy.log().logEndOffset() == source.logEndOffset()
            && copy.log().logStartOffset() <= source.logStartOffset();
    if (isWhole && !isAsDurable() && ++lessDurable > PATIENCE) {
      flush();
    }
    return isWhole && isAsDurable();
  }

  private boolean isAsDurable() {
    return copy.log().recoveryPoint() >= from.log().recoveryPoint();
  }

  /** Gives the copy the bounds of the log that it replaces. On the partition's loop. */
  void takeOver() {
    PartitionLog source = from.log();
    PartitionLog target = copy.log();
    target.updateConfig(source.config());
    target.onHighWatermark(source.highWatermark());
    target.incrementLogStartOffset(source.logStartOffset());
    target.startLeaderEpoch(source.latestEpoch());
    target.resumeCompactionAt(cleanedOffset);
  }
}
