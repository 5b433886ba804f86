package io.ottla.storage.dir;

import io.ottla.storage.log.LogEnvironment;
import io.ottla.wire.protocol.Uuid;
import java.nio.file.Path;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs that are not used any more: their directories get names that no partition has, at once and
 * in one step, so that a crash never finds half a log under a partition's name. What is deleted
 * goes in the background; what is a stray stays. From any thread.
 */
final class RetiredLogs {
  private static final Logger LOG = LoggerFactory.getLogger(RetiredLogs.class);

  private final LogEnvironment environment;
  private final LogDirectories directories;

  RetiredLogs(LogEnvironment environment, LogDirectories directories) {
    this.environment = environment;
    this.directories = directories;
  }

  /** Deletes a log after {@code file.delete.delay.ms}. */
  void delete(ManagedLog log) {
    directories.guarded(
        log.directory(),
        () -> {
          Path target = freeName(log, PartitionName.DELETE);
          log.log().renameAndClose(target);
          deleteLater(log.directory(), target, fileDeleteDelayMs(log));
        });
  }

  /** Deletes a log that was moved; who reads it may go on for {@code file.delete.delay.ms}. */
  void deleteReplaced(ManagedLog log) {
    directories.guarded(
        log.directory(),
        () -> {
          Path target = freeName(log, PartitionName.DELETE);
          log.log().rename(target);
          environment
              .background()
              .schedule(
                  fileDeleteDelayMs(log),
                  () -> {
                    log.log().giveUp();
                    deleteTree(log.directory(), target);
                  });
        });
  }

  /** Keeps a log that the metadata does not know, out of the way. */
  void setAside(ManagedLog log) {
    Path target = freeName(log, PartitionName.STRAY);
    log.log().renameAndClose(target);
    LOG.warn("partition={} is not used, set aside as {}", log.name(), target);
  }

  /** The same of one that is not open, in the directory of the partition's name. */
  void setAside(PartitionName name, Uuid topicId, LogDirectory directory) {
    Path target = freeName(name, topicId, directory, PartitionName.STRAY);
    environment.disk().rename(directory.path().resolve(name.directoryName()), target);
    LOG.warn("partition={} is not used, set aside as {}", name, target);
  }

  /** Deletes a directory, or what a crash left of it, after some time. */
  void deleteLater(LogDirectory directory, Path path, long delayMs) {
    environment.background().schedule(delayMs, () -> deleteTree(directory, path));
  }

  private void deleteTree(LogDirectory directory, Path path) {
    directories.guarded(directory, () -> environment.disk().deleteTree(path));
  }

  private static long fileDeleteDelayMs(ManagedLog log) {
    return log.log().config().retention().fileDeleteDelayMs();
  }

  private Path freeName(ManagedLog log, String mark) {
    return freeName(log.name(), log.topicId(), log.directory(), mark);
  }

  private Path freeName(PartitionName name, Uuid topicId, LogDirectory directory, String mark) {
    String uniqueId = topicId.isZero() ? "unknown" : hex(topicId);
    Path target = directory.path().resolve(name.directoryName(uniqueId, mark));
    for (int i = 1; environment.disk().exists(target); i++) {
      target = directory.path().resolve(name.directoryName(uniqueId + "_" + i, mark));
    }
    return target;
  }

  /** An id as it stands in a directory's name. */
  static String hex(Uuid id) {
    UUID uuid = new UUID(id.mostSignificantBits(), id.leastSignificantBits());
    return uuid.toString().replace("-", "");
  }
}
