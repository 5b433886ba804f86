package io.ottla.storage.compact;

import io.ottla.storage.segment.Segment;
import java.util.List;

/**
 * Compacted segments that wait to take the place of others.
 *
 * @param cleanedOffset everything below it is compacted once they have
 */
public record CompactionResult(
    List<Replacement> replacements, long cleanedOffset, long bytesRead, long bytesWritten) {
  /** Copies the list. */
  public CompactionResult {
    replacements = List.copyOf(replacements);
  }

  /** Removes the compacted segments: they shall take nobody's place. */
  public void discard() {
    replacements.forEach(replacement -> replacement.cleaned().remove());
  }

  /**
   * A segment for several.
   *
   * @param cleaned complete and on disk, in files with the mark {@code .cleaned}
   */
  public record Replacement(List<Segment> old, Segment cleaned) {
    /** Copies the list. */
    public Replacement {
      old = List.copyOf(old);
    }
  }
}
