package io.ottla.compat.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** A real text of more than 10,000 lines, empty ones among them (see the README in resources). */
public final class Text {
  private Text() {}

  /** All lines, without line ends. */
  public static List<String> lines() {
    try (InputStream in =
            Objects.requireNonNull(Text.class.getResourceAsStream("/text.txt.gz"), "text");
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines as a file has them. */
  public static String joined(List<String> lines) {
    return String.join("\n", lines) + "\n";
  }
}
