package io.ottla.storage.dir;

import io.ottla.storage.disk.Disk;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The marker of a clean shutdown, {@code .kafka_cleanshutdown}: {@code
 * {"version":0,"brokerEpoch":12}}. There only while the broker is down.
 *
 * @param brokerEpoch of the broker that was shut down; -1 when the marker does not tell
 */
public record CleanShutdown(long brokerEpoch) {
  /** The file's name in a log directory. */
  public static final String NAME = ".kafka_cleanshutdown";

  private static final Pattern EPOCH = Pattern.compile("\"brokerEpoch\"\\s*:\\s*(-?\\d{1,18})");

  /** Reads the marker of a directory; null when there is none. */
  static @Nullable CleanShutdown read(Disk disk, Path directory) {
    byte[] bytes = disk.readAll(directory.resolve(NAME));
    if (bytes == null) {
      return null;
    }
    Matcher matcher = EPOCH.matcher(new String(bytes, StandardCharsets.UTF_8));
    return new CleanShutdown(matcher.find() ? Long.parseLong(matcher.group(1)) : -1);
  }

  void write(Disk disk, Path directory) {
    String json = "{\"version\":0,\"brokerEpoch\":" + brokerEpoch + '}';
    disk.replace(
        directory.resolve(NAME), json.getBytes(StandardCharsets.UTF_8), /* durable= */ true);
  }

  static void remove(Disk disk, Path directory) {
    if (disk.delete(directory.resolve(NAME))) {
      disk.syncDirectory(directory);
    }
  }
}
