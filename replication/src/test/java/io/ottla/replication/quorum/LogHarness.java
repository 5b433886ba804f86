package io.ottla.replication.quorum;

import io.ottla.replication.image.ConfigResource;
import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.image.MetadataRecord;
import io.ottla.runtime.ManualClock;
import io.ottla.runtime.ManualLoop;
import io.ottla.storage.disk.Disk;
import io.ottla.storage.disk.RealDisk;
import io.ottla.storage.file.FileCache;
import io.ottla.storage.log.LogEnvironment;
import io.ottla.wire.message.VotersRecord;
import io.ottla.wire.protocol.Uuid;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A metadata log in a directory, pumped by hand, and what its listener heard. */
final class LogHarness implements MetadataLog.Listener, AutoCloseable {
  static final Uuid DIRECTORY_ID = new Uuid(1, 2);
  static final RealDisk DISK = new RealDisk();

  final ManualClock clock = new ManualClock(1_700_000_000_000L);
  final ManualLoop loop = new ManualLoop("controller", clock);
  final LocalMetadataLog log;
  final List<MetadataImage> images = new ArrayList<>();
  MetadataImage image = MetadataImage.EMPTY;
  int epoch = -1;
  long lastOffset = -1;
  Consumer<MetadataImage> onVisible = unused -> {};
  @Nullable RuntimeException failure;

  LogHarness(Path directory) {
    this(directory, Long.MAX_VALUE);
  }

  LogHarness(Path directory, long snapshotBytes) {
    this(directory, snapshotBytes, DISK);
  }

  LogHarness(Path directory, long snapshotBytes, Disk disk) {
    LogEnvironment environment =
        new LogEnvironment(new FileCache(disk, 100), loop, 86_400_000, false);
    log =
        LocalMetadataLog.open(
            loop,
            Runnable::run,
            environment,
            directory,
            new LocalMetadataLog.Settings(1, DIRECTORY_ID, 1 << 20, snapshotBytes, 0));
  }

  static void format(Path directory, VotersRecord.Endpoint... controllers) {
    MetadataFormat.ensure(
        DISK,
        directory,
        new MetadataFormat.Plan(
            1, DIRECTORY_ID, Map.of("metadata.version", (short) 30), List.of(controllers)),
        1_700_000_000_000L);
  }

  LogHarness started() {
    log.start(this);
    loop.runAll();
    return this;
  }

  /** Appends one record and returns the image once it is committed. */
  MetadataImage set(String key, String value) {
    return append(List.of(ConfigResource.ALL_BROKERS.set(key, value)));
  }

  MetadataImage append(List<MetadataRecord> records) {
    lastOffset = log.append(epoch, lastOffset, records);
    loop.runAll();
    return image;
  }

  @Override
  public void onSnapshot(MetadataImage newImage) {
    image = newImage;
  }

  @Override
  public void onCommitted(CommittedBatch batch) {
    for (MetadataRecord record : batch.records()) {
      image = image.replay(record.message());
    }
    image = image.at(batch.end());
    images.add(image);
    onVisible.accept(image);
    log.onImage(image);
  }

  @Override
  public void onLeader(int newEpoch, long newLastOffset) {
    epoch = newEpoch;
    lastOffset = newLastOffset;
  }

  @Override
  public void onFailure(RuntimeException cause) {
    failure = cause;
  }

  @Override
  public void close() {
    log.close();
    loop.runAll();
  }
}
