package io.ottla.wire.generator;

/** Java source that grows line by line, indented by its braces. */
final class SourceWriter {
  private final StringBuilder text = new StringBuilder();
  private int level;

  /**
   * Adds a line; a closing brace at its start ends a level, an opening one at its end starts one.
   */
  SourceWriter line(String line) {
    if (line.startsWith("}")) {
      level--;
    }
    text.append("  ".repeat(line.isEmpty() ? 0 : level)).append(line).append('\n');
    if (line.endsWith("{")) {
      level++;
    }
    return this;
  }

  /** Begins a block that runs on a condition; no block at all where it always holds. */
  void beginIf(String condition) {
    if (!condition.equals("true")) {
      line("if (" + condition + ") {");
    }
  }

  /** Ends what {@link #beginIf} began with the same condition. */
  void endIf(String condition) {
    if (!condition.equals("true")) {
      line("}");
    }
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
