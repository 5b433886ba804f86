package io.ottla.storage.verify;

import io.ottla.storage.disk.Disk;
import io.ottla.storage.epoch.CheckpointFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lines of a checkpoint file with the places where they begin. */
final class CheckpointLines {
  private static final int HEAD_LINES = 2;

  private CheckpointLines() {}

  /**
   * One entry.
   *
   * @param position in bytes where the line begins
   * @param numbers all words but those in front
   */
  record Line(long position, List<String> words, List<Long> numbers) {}

  /**
   * Reads a file; what is no checkpoint is reported. One without a byte is what Apache Kafka makes
   * before there is anything to write.
   *
   * @param wordsInFront of a line, before its numbers
   * @return null when there is no file, or it is damaged
   */
  static @Nullable List<Line> read(
      Disk disk, Path path, int wordsInFront, int numberCount, Report report) {
    byte[] bytes = disk.readAll(path);
    if (bytes == null || bytes.length == 0) {
      return bytes == null ? null : List.of();
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    List<List<String>> entries = CheckpointFile.parse(text);
    if (entries == null) {
      report.wrong(path, 0, "is no checkpoint of version 0 with as many lines as it says");
      return null;
    }
    List<Line> lines = new ArrayList<>(entries.size());
    long position = HEAD_LINES + text.lines().limit(HEAD_LINES).mapToLong(String::length).sum();
    for (List<String> words : entries) {
      List<Long> numbers = numbersIn(words, wordsInFront, numberCount);
      if (numbers == null) {
        report.wrong(path, position, "no entry: \"" + String.join(" ", words) + '"');
        return null;
      }
      lines.add(new Line(position, words, numbers));
      position += String.join(" ", words).getBytes(StandardCharsets.UTF_8).length + 1;
    }
    return lines;
  }

  private static @Nullable List<Long> numbersIn(
      List<String> words, int wordsInFront, int numberCount) {
    if (words.size() != wordsInFront + numberCount) {
      return null;
    }
    try {
      List<Long> numbers =
          words.subList(wordsInFront, words.size()).stream().map(Long::valueOf).toList();
      return numbers.stream().allMatch(number -> number >= 0) ? numbers : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
