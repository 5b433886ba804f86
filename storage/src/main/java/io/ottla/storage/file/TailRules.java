package io.ottla.storage.file;

/**
 * When and how far the end of a file is mapped.
 *
 * @param maxBatchBytes larger batches go by a system call, which is measured to be cheaper at 16
 *     KiB
 * @param minAppends so many small appends pay for a mapping: it is made behind as many, and taken
 *     away when there are fewer from one sweep to the next
 * @param firstWindowBytes the size of the first window
 * @param maxWindowBytes each window is twice as large as the one before, up to this size
 * @param allocationBytes space is taken, by zeros, in pieces of this size
 */
public record TailRules(
    int maxBatchBytes,
    int minAppends,
    int firstWindowBytes,
    int maxWindowBytes,
    int allocationBytes) {
  /** By the figures in {@code docs/benchmarks.md}. */
  public static final TailRules DEFAULT = new TailRules(8 << 10, 64, 64 << 10, 8 << 20, 64 << 10);

  /**
   * How many small appends save what a large one costs that is written over zeros: those zeros were
   * written for nothing.
   */
  public int appendsLostByLarge() {
    return minAppends / 4;
  }
}
