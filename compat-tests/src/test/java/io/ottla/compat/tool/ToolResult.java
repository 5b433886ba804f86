package io.ottla.compat.tool;

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
}
