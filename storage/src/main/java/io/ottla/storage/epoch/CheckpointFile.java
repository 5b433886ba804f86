package io.ottla.storage.epoch;

import io.ottla.storage.disk.Disk;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text file of Kafka's: a line with version 0, a line with the number of entries, and a line for
 * each entry, of words with single spaces between them.
 */
public final class CheckpointFile {
  private static final String VERSION = "0";

  private CheckpointFile() {}

  /** The entries of a file; null when there is no file or it is damaged. */
  public static @Nullable List<List<String>> read(Disk disk, Path path) {
    byte[] bytes = disk.readAll(path);
    return bytes == null ? null : parse(new String(bytes, StandardCharsets.UTF_8));
  }

  /** The entries of a file's text; null when it is damaged. */
  public static @Nullable List<List<String>> parse(String text) {
    List<String> lines = text.lines().toList();
    if (lines.size() < 2
        || !lines.get(0).equals(VERSION)
        || !lines.get(1).equals(Integer.toString(lines.size() - 2))) {
      return null;
    }
    List<List<String>> entries = new ArrayList<>(lines.size() - 2);
    for (String line : lines.subList(2, lines.size())) {
      entries.add(List.of(line.split(" ", -1)));
    }
    return entries;
  }

  /** Replaces the file by one with these lines. */
  public static void write(Disk disk, Path path, List<String> lines, boolean durable) {
    StringBuilder text = new StringBuilder(VERSION).append('\n').append(lines.size()).append('\n');
    for (String line : lines) {
      text.append(line).append('\n');
    }
    disk.replace(path, text.toString().getBytes(StandardCharsets.UTF_8), durable);
  }
}
