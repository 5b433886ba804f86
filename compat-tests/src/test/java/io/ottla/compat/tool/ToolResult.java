package io.ottla.compat.tool;

import java.util.Arrays;
import java.util.List;

/** What a tool left behind: its exit code and what it wrote to standard output and error. */
public record ToolResult(String command, int exitCode, String out, String err) {
  /** This result; fails where the tool did. */
  public ToolResult requireSuccess() {
    if (exitCode != 0) {
      throw new AssertionError("failed: " + this);
    }
    return this;
  }

  /** Lines of standard output; an empty line in the middle is a line. */
  public List<String> lines() {
    return out.lines().toList();
  }

  /** The words of each line of standard output that is not blank: the rows of a table. */
  public List<List<String>> rows() {
    return out.lines()
        .filter(line -> !line.isBlank())
        .map(line -> Arrays.asList(line.strip().split("\\s+", -1)))
        .toList();
  }

  /** The first row that has this word; empty where there is none. */
  public List<String> rowWith(String word) {
    return rows().stream().filter(row -> row.contains(word)).findFirst().orElse(List.of());
  }

  /** The last row; empty where there is none. */
  public List<String> lastRow() {
    List<List<String>> rows = rows();
    return rows.isEmpty() ? List.of() : rows.get(rows.size() - 1);
  }

  /** All that was written, for what may be on either stream. */
  public String all() {
    return out + err;
  }
}
