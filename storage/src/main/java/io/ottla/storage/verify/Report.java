package io.ottla.storage.verify;

import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Where the checks of a file tell what they find. How much that weighs follows from how far the
 * file is known to have been completed: what a crash may leave is no damage.
 */
record Report(Trust trust, Consumer<Finding> findings) {
  /** How far a file is known to have been completed. */
  enum Trust {
    /** It was on disk whole, by a checkpoint or the marker of a stop in order. */
    VOUCHED,
    /** Nothing more was written to it, but the next start builds anew what a power loss took. */
    COMPLETED,
    /** It may have been written to until the end. */
    OPEN
  }

  /** What no state of the broker explains. */
  void damaged(Path file, long position, String sentence) {
    findings.accept(new Finding(file, position, sentence));
  }

  /** Something that contradicts the log. */
  void wrong(Path file, long position, String sentence) {
    findings.accept(new Finding(file, position, trust == Trust.OPEN, sentence));
  }

  /** Something that is not there, and should be once the file is complete. */
  void lacking(Path file, long position, String sentence) {
    if (trust != Trust.OPEN) {
      findings.accept(new Finding(file, position, trust == Trust.COMPLETED, sentence));
    }
  }

  /** Something of which what is on disk does not tell whether it is wrong. */
  void undecided(Path file, long position, String sentence) {
    findings.accept(new Finding(file, position, true, sentence));
  }
}
