package io.ottla.replication.quorum;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.image.MetadataRecord;
import io.ottla.replication.image.Provenance;
import io.ottla.replication.quorum.MetadataBatches.ControlRecord;
import io.ottla.runtime.EventLoop;
import io.ottla.runtime.Invariant;
import io.ottla.storage.disk.Disk;
import io.ottla.storage.disk.DiskFullException;
import io.ottla.storage.disk.StorageException;
import io.ottla.storage.log.AppendResult;
import io.ottla.storage.log.DiskReserve;
import io.ottla.storage.log.LogConfig;
import io.ottla.storage.log.LogEnvironment;
import io.ottla.storage.log.LogFlush;
import io.ottla.storage.log.OpenPoint;
import io.ottla.storage.log.PartitionLog;
import io.ottla.storage.producer.AppendOrigin;
import io.ottla.wire.message.LeaderChangeMessage;
import io.ottla.wire.message.LeaderChangeMessage.Voter;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import io.ottla.wire.record.ControlType;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metadata log of a node that is its own quorum: KRaft's {@code __cluster_metadata-0}. Owned by
 * the controller loop, which writes to the page cache; fsync and snapshots run on the executor.
 *
 * <p>A batch is committed once it is fsynced. What is appended while an fsync runs shares the next
 * one.
 */
public final class LocalMetadataLog implements MetadataLog {
  /** The directory within the metadata log directory. */
  public static final String DIRECTORY = "__cluster_metadata-0";

  private static final Logger LOG = LoggerFactory.getLogger(LocalMetadataLog.class);
  private static final String PARTITION_METADATA = "partition.metadata";
  private static final int MAX_BATCH_BYTES = 64 << 20;

  private final EventLoop loop;
  private final Executor blocking;
  private final Settings settings;
  private final Disk disk;
  private final DiskReserve reserve;
  private final PartitionLog log;
  private final ArrayDeque<CommittedBatch> unflushed = new ArrayDeque<>();
  private final SnapshotSchedule snapshots;
  private @Nullable ImageLoader loaded;
  private @Nullable Listener listener;
  private final KraftState kraft;
  private boolean flushing;
  private boolean closed;
  private int epoch;
  private long committedEnd;

  /**
   * What the operator has set.
   *
   * @param directoryId of the log directory that holds the log
   * @param segmentBytes {@code metadata.log.segment.bytes}
   * @param snapshotBytes {@code metadata.log.max.record.bytes.between.snapshots}
   * @param snapshotIntervalMs {@code metadata.log.max.snapshot.interval.ms}
   */
  public record Settings(
      int nodeId, Uuid directoryId, int segmentBytes, long snapshotBytes, long snapshotIntervalMs) {
    /** With Kafka's defaults. */
    public static Settings defaults(int nodeId, Uuid directoryId) {
      return new Settings(nodeId, directoryId, 1 << 30, 20L << 20, 3_600_000L);
    }
  }

  private LocalMetadataLog(
      EventLoop loop,
      Executor blocking,
      Settings settings,
      LogEnvironment environment,
      PartitionLog log) {
    this.loop = loop;
    this.blocking = blocking;
    this.settings = settings;
    this.disk = environment.disk();
    this.reserve = environment.reserve();
    this.log = log;
    ImageLoader loader = LogReplay.replay(disk, log);
    this.loaded = loader;
    this.kraft = loader.kraft();
    this.committedEnd = log.logEndOffset();
    this.snapshots =
        new SnapshotSchedule(
            settings.snapshotBytes(), settings.snapshotIntervalMs(), loop.clock().monotonicMs());
  }

  /**
   * Opens the log in a formatted log directory, checks and replays it. Blocks; before anything of
   * it runs on the loop. Refuses the log of a quorum that has other voters.
   *
   * @param blocking runs fsync and the writing of snapshots
   */
  public static LocalMetadataLog open(
      EventLoop loop,
      Executor blocking,
      LogEnvironment environment,
      Path logDirectory,
      Settings settings) {
    Path directory = logDirectory.resolve(DIRECTORY);
    LogConfig.Roll roll = LogConfig.Roll.DEFAULT;
    LogConfig config =
        LogConfig.DEFAULT
            .withRoll(
                new LogConfig.Roll(
                    settings.segmentBytes(),
                    Long.MAX_VALUE,
                    0,
                    roll.indexBytes(),
                    roll.indexIntervalBytes(),
                    false))
            .withRetention(new LogConfig.Retention(false, -1, -1, 0))
            .withMaxMessageBytes(MAX_BATCH_BYTES);
    PartitionLog log = PartitionLog.open(environment, directory, config, OpenPoint.UNKNOWN);
    Disk disk = environment.disk();
    if (!disk.exists(directory.resolve(PARTITION_METADATA))) {
      byte[] topicId = ("version: 0\ntopic_id: " + Uuid.METADATA_TOPIC).getBytes(UTF_8);
      disk.replace(directory.resolve(PARTITION_METADATA), topicId, /* durable= */ true);
    }
    LocalMetadataLog opened = new LocalMetadataLog(loop, blocking, settings, environment, log);
    opened.requireAlone();
    return opened;
  }

  /** Committing alone what others vote on would make two clusters of one. */
  private void requireAlone() {
    Set<Integer> voters = new TreeSet<>(kraft.voterIds());
    voters.addAll(QuorumStateFile.readVoterIds(disk, log.directory()));
    if (!Set.of(settings.nodeId()).containsAll(voters)) {
      throw new StorageException(
          "the quorum of "
              + log.directory()
              + " has the voters "
              + voters
              + ", this is node "
              + settings.nodeId()
              + ": Ottla runs one node so far");
    }
  }

  /** The image as the log was found; before {@link #start}. */
  public MetadataImage loadedImage() {
    return loader().image();
  }

  private ImageLoader loader() {
    ImageLoader loader = loaded;
    if (loader == null) {
      throw new IllegalStateException("metadata log is started");
    }
    return loader;
  }

  @Override
  public void start(Listener newListener) {
    ImageLoader loader = loader();
    loaded = null;
    listener = newListener;
    Path directory = log.directory();
    epoch = Math.max(QuorumStateFile.readEpoch(disk, directory), log.latestEpoch()) + 1;
    reserve.writing(
        Disk.directoryOf(directory),
        AppendOrigin.METADATA,
        () -> QuorumStateFile.write(disk, directory, settings.nodeId(), epoch, kraft.version()));
    newListener.onSnapshot(loader.image());
    write(MetadataBatches.control(leaderChange(), log.logEndOffset(), epoch, nowMs()), List.of());
    List<MetadataRecord> abort = loader.abortOfUnfinished();
    if (!abort.isEmpty()) {
      write(MetadataBatches.data(abort, log.logEndOffset(), epoch, nowMs()), List.of());
    }
    long lastOffset = log.logEndOffset() - 1;
    int newEpoch = epoch;
    flush(() -> newListener.onLeader(newEpoch, lastOffset));
  }

  /** The first leader also writes down the voters that the node was formatted with. */
  private List<ControlRecord> leaderChange() {
    List<Voter> voters = List.of(new Voter(settings.nodeId(), Uuid.ZERO));
    LeaderChangeMessage message =
        new LeaderChangeMessage((short) 0, settings.nodeId(), voters, voters);
    List<ControlRecord> records = new ArrayList<>();
    records.add(new ControlRecord(ControlType.LEADER_CHANGE, message));
    if (log.logEndOffset() == 0) {
      records.addAll(kraft.toRecords());
    }
    return records;
  }

  @Override
  public long append(int decidedIn, long predecessor, List<MetadataRecord> records) {
    Invariant.check(decidedIn == epoch, "decided in the epoch of the log", decidedIn, epoch);
    long end = log.logEndOffset();
    Invariant.check(predecessor == end - 1, "predecessor of the batch", predecessor, end - 1);
    ByteBuffer batch = MetadataBatches.data(records, end, epoch, nowMs());
    try {
      if (!write(batch, records)) {
        return -1;
      }
    } catch (StorageException e) {
      fail(e); // how much of the batch lies in the log is not known: nothing may follow it
      return -1;
    }
    if (!flushing) {
      flush(() -> {});
    }
    return log.logEndOffset() - 1;
  }

  private boolean write(ByteBuffer batch, List<MetadataRecord> records) {
    int sizeInBytes = batch.remaining();
    AppendResult result = log.append(batch, epoch, AppendOrigin.METADATA);
    if (result.error() == ErrorCode.KAFKA_STORAGE_ERROR) {
      LOG.error("metadata log refused a batch reason={}", result.sentence());
      return false;
    }
    if (!result.isOk()) {
      throw new IllegalStateException("metadata log refused a batch: " + result.sentence());
    }
    snapshots.onAppended(sizeInBytes);
    unflushed.add(new CommittedBatch(new Provenance(result.lastOffset(), epoch, nowMs()), records));
    return true;
  }

  private void flush(Runnable then) {
    flushing = true;
    // the flush's own end may lie below, where the indexes of an older segment are not on disk yet;
    // the batches are, and indexes are built anew where they are missing
    long endOffset = log.logEndOffset();
    LogFlush flush = log.beginFlush();
    blocking.execute(
        () -> {
          try {
            flush.sync();
            loop.execute(() -> onFlushed(flush, endOffset, then));
          } catch (RuntimeException e) {
            loop.execute(() -> fail(e));
          }
        });
  }

  private void onFlushed(LogFlush flush, long endOffset, Runnable then) {
    flushing = false;
    if (closed) {
      return;
    }
    log.onFlushed(flush);
    commitUpTo(endOffset);
    then.run();
    if (!unflushed.isEmpty() && !flushing) {
      flush(() -> {});
    }
  }

  private void commitUpTo(long endOffset) {
    log.onHighWatermark(endOffset);
    committedEnd = endOffset;
    for (CommittedBatch batch = unflushed.peek();
        batch != null && batch.end().offset() < endOffset;
        batch = unflushed.peek()) {
      unflushed.remove();
      listener().onCommitted(batch);
    }
  }

  private void fail(RuntimeException cause) {
    LOG.error("metadata log failed directory={}", log.directory(), cause);
    closed = true;
    listener().onFailure(cause);
  }

  private Listener listener() {
    Listener current = listener;
    if (current == null) {
      throw new IllegalStateException("metadata log is not started");
    }
    return current;
  }

  @Override
  public void onImage(MetadataImage image) {
    if (closed || !snapshots.begin(loop.clock().monotonicMs())) {
      return;
    }
    if (!roll()) {
      snapshots.end();
      return;
    }
    KraftState state = kraft;
    blocking.execute(
        () -> {
          try {
            SnapshotFile.Id id = SnapshotFile.write(disk, log.directory(), image, state);
            loop.execute(() -> onSnapshotWritten(id));
          } catch (RuntimeException e) {
            LOG.error("metadata snapshot not written directory={}", log.directory(), e);
            loop.execute(snapshots::end);
          }
        });
  }

  /**
   * Snapshots are a saving: on a full disk there is none, and the log grows on. Any other failure
   * is the log's, and none of those who wait for the image.
   */
  private boolean roll() {
    try {
      log.roll();
      return true;
    } catch (DiskFullException e) {
      LOG.warn("metadata snapshot put off reason=\"{}\"", e.getMessage());
      return false;
    } catch (StorageException e) {
      fail(e);
      return false;
    }
  }

  /** What the snapshot contains is needed no more, neither as log nor as older snapshots. */
  private void onSnapshotWritten(SnapshotFile.Id id) {
    snapshots.end();
    if (closed) {
      return;
    }
    log.incrementLogStartOffset(Math.min(id.endOffset(), log.highWatermark()));
    for (SnapshotFile.Id old : SnapshotFile.list(disk, log.directory())) {
      if (old.compareTo(id) < 0) {
        disk.delete(log.directory().resolve(old.fileName()));
      }
    }
    LOG.info("metadata snapshot written endOffset={} epoch={}", id.endOffset(), id.epoch());
  }

  @Override
  public QuorumStatus status() {
    long nowMs = nowMs();
    QuorumStatus.Replica self =
        new QuorumStatus.Replica(
            settings.nodeId(),
            settings.directoryId(),
            log.logEndOffset(),
            nowMs,
            nowMs,
            kraft.endpoints(settings.nodeId()));
    boolean leads = listener != null;
    return new QuorumStatus(
        leads ? settings.nodeId() : -1,
        epoch,
        committedEnd,
        kraft.version(),
        List.of(self),
        List.of());
  }

  /** The finalized level of {@code kraft.version}, as the log was formatted. From any thread. */
  public short kraftVersion() {
    return kraft.version();
  }

  private long nowMs() {
    return loop.clock().wallMs();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      log.close();
    }
  }
}
