package io.ottla.server.handler;

import io.ottla.storage.dir.LogDirectory;
import io.ottla.storage.dir.LogManager;
import io.ottla.storage.dir.LogMove;
import io.ottla.storage.dir.ManagedLog;
import io.ottla.storage.disk.StorageException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A log directory and what lies in it.
 *
 * @param online false once its disk has failed; then nothing else is known
 * @param logs by topic, in the order of their names
 */
public record LogDirView(
    String path, boolean online, long totalBytes, long freeBytes, Map<String, List<Log>> logs) {
  private static final long UNKNOWN = -1;

  /**
   * A partition's log in the directory.
   *
   * @param offsetLag what it lacks: a copy of the log's end, a log of its high watermark
   * @param isFuture whether it is a copy that will take the log's place
   */
  public record Log(int partition, long sizeBytes, long offsetLag, boolean isFuture) {}

  public LogDirView {
    logs = Collections.unmodifiableMap(new TreeMap<>(logs));
  }

  /** All directories. Asks the disks how much room there is: it may block. */
  public static List<LogDirView> of(LogManager manager) {
    return manager.directories().stream().map(directory -> of(directory, manager)).toList();
  }

  private static LogDirView of(LogDirectory directory, LogManager manager) {
    String path = directory.path().toAbsolutePath().toString();
    if (!directory.isOnline()) {
      return offline(path);
    }
    try {
      return new LogDirView(
          path, true, directory.totalBytes(), directory.freeBytes(), logsIn(directory, manager));
    } catch (StorageException failure) {
      manager.fail(directory, String.valueOf(failure.getMessage()));
      return offline(path);
    }
  }

  private static LogDirView offline(String path) {
    return new LogDirView(path, false, UNKNOWN, UNKNOWN, Map.of());
  }

  private static Map<String, List<Log>> logsIn(LogDirectory directory, LogManager manager) {
    Map<String, List<Log>> logs = new HashMap<>();
    for (ManagedLog log : manager.all()) {
      if (log.directory().equals(directory)) {
        logs.computeIfAbsent(log.name().topic(), topic -> new ArrayList<>())
            .add(new Log(log.name().partition(), log.log().sizeInBytes(), 0, false));
      }
    }
    for (LogMove move : manager.placement().moves()) {
      if (move.copy().directory().equals(directory)) {
        logs.computeIfAbsent(move.name().topic(), topic -> new ArrayList<>())
            .add(
                new Log(
                    move.name().partition(),
                    move.copy().log().sizeInBytes(),
                    move.offsetLag(),
                    true));
      }
    }
    return logs;
  }
}
