package io.ottla.storage.epoch;

import java.util.ArrayList;
import java.util.List;

/**
 * Leader epochs and the offsets at which they begin; immutable. Both rise from entry to entry.
 *
 * @param entries the oldest first
 */
public record LeaderEpochs(List<Entry> entries) {
  /** No epoch is known. */
  public static final LeaderEpochs EMPTY = new LeaderEpochs(List.of());

  /** Stands for "no such epoch". */
  public static final int NO_EPOCH = -1;

  /** Stands for "no such offset". */
  public static final long NO_OFFSET = -1;

  /** An epoch and the first offset written in it. */
  public record Entry(int epoch, long startOffset) {}

  /**
   * Where an epoch ends.
   *
   * @param epoch the largest known one at or below the one asked for; -1 when there is none
   * @param endOffset the first offset behind it; -1 when there is none
   */
  public record EpochEnd(int epoch, long endOffset) {}

  /** Copies the entries. */
  public LeaderEpochs {
    entries = List.copyOf(entries);
  }

  /** The newest epoch; -1 when none is known. */
  public int latestEpoch() {
    return entries.isEmpty() ? NO_EPOCH : entries.get(entries.size() - 1).epoch();
  }

  /** The epoch that wrote the offset; -1 when none is known. */
  public int epochOf(long offset) {
    int found = NO_EPOCH;
    for (Entry entry : entries) {
      if (entry.startOffset() > offset) {
        break;
      }
      found = entry.epoch();
    }
    return found;
  }

  /** With an epoch that begins at the offset; entries that contradict it go (KIP-101). */
  public LeaderEpochs with(int epoch, long startOffset) {
    int latest = latestEpoch();
    if (epoch == latest && entries.get(entries.size() - 1).startOffset() <= startOffset) {
      return this;
    }
    List<Entry> kept = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.epoch() < epoch && entry.startOffset() < startOffset) {
        kept.add(entry);
      }
    }
    kept.add(new Entry(epoch, startOffset));
    return new LeaderEpochs(kept);
  }

  /** Without epochs that begin at the offset or behind it. */
  public LeaderEpochs truncatedTo(long endOffset) {
    if (entries.isEmpty() || entries.get(entries.size() - 1).startOffset() < endOffset) {
      return this;
    }
    return new LeaderEpochs(
        entries.stream().filter(entry -> entry.startOffset() < endOffset).toList());
  }

  /** Without what lies below the offset; the epoch that the log then starts in begins there. */
  public LeaderEpochs startingAt(long logStartOffset) {
    if (entries.isEmpty() || entries.get(0).startOffset() >= logStartOffset) {
      return this;
    }
    List<Entry> kept = new ArrayList<>();
    kept.add(new Entry(epochOf(logStartOffset), logStartOffset));
    for (Entry entry : entries) {
      if (entry.startOffset() > logStartOffset) {
        kept.add(entry);
      }
    }
    return new LeaderEpochs(kept);
  }

  /**
   * The largest known epoch at or below the one asked for, and the offset behind it (KIP-320).
   *
   * @param logEndOffset where the newest epoch ends
   */
  public EpochEnd endOf(int epoch, long logEndOffset) {
    if (epoch == NO_EPOCH || entries.isEmpty() || epoch > latestEpoch()) {
      return new EpochEnd(NO_EPOCH, NO_OFFSET);
    }
    int found = epoch;
    for (Entry entry : entries) {
      if (entry.epoch() > epoch) {
        return new EpochEnd(found, entry.startOffset());
      }
      found = entry.epoch();
    }
    return new EpochEnd(found, logEndOffset);
  }
}
