package io.ottla.storage.verify;

import io.ottla.storage.dir.OffsetCheckpoint;
import io.ottla.storage.disk.Disk;
import io.ottla.storage.epoch.LeaderEpochFile;
import io.ottla.storage.verify.CheckpointLines.Line;
import io.ottla.wire.record.RecordBatch;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds the file of leader epochs against the batches. After a crash what it says from the recovery
 * point on is not believed by a start, and not looked at here.
 */
final class EpochCheck {
  private final Path file;
  private final boolean exists;
  private final Report report;
  private final LogState state;
  private @Nullable List<Line> lines;
  private int next;
  private boolean hasEpochs;

  EpochCheck(Disk disk, Path directory, LogState state, Report report) {
    this.file = directory.resolve(LeaderEpochFile.NAME);
    this.exists = disk.exists(file);
    this.report = report;
    this.state = state;
    this.lines = CheckpointLines.read(disk, file, 0, 2, report);
    checkOrder();
  }

  private static long epoch(Line line) {
    return line.numbers().get(0);
  }

  private static long start(Line line) {
    return line.numbers().get(1);
  }

  private void checkOrder() {
    List<Line> read = lines;
    for (int i = 1; read != null && i < read.size(); i++) {
      Line line = read.get(i);
      if (epoch(line) <= epoch(read.get(i - 1)) || start(line) <= start(read.get(i - 1))) {
        report.wrong(file, line.position(), "epochs and offsets do not ascend");
        lines = null;
        return;
      }
    }
  }

  /** Takes the batches in their order; what contradicts them is reported once. */
  void accept(RecordBatch batch) {
    hasEpochs |= batch.partitionLeaderEpoch() >= 0;
    List<Line> read = lines;
    if (read == null || batch.partitionLeaderEpoch() < 0 || !isBelieved(batch.lastOffset())) {
      return;
    }
    while (next < read.size() && start(read.get(next)) <= batch.baseOffset()) {
      next++;
    }
    if (next > 0 && epoch(read.get(next - 1)) != batch.partitionLeaderEpoch()) {
      Line line = read.get(next - 1);
      String sentence =
          "has epoch %d for offset %d, the batch is of epoch %d"
              .formatted(epoch(line), batch.baseOffset(), batch.partitionLeaderEpoch());
      report.wrong(file, line.position(), sentence);
      lines = null;
    }
  }

  private boolean isBelieved(long offset) {
    return state.isClean() || offset < state.offset(OffsetCheckpoint.RECOVERY_POINT);
  }

  /** To be called with the log's end. */
  void complete(long logEndOffset) {
    List<Line> read = lines;
    if (!exists && hasEpochs && state.isClean()) {
      report.lacking(file, 0, "is missing");
    } else if (read != null && !read.isEmpty() && state.isClean()) {
      Line last = read.get(read.size() - 1);
      if (start(last) > logEndOffset) {
        String sentence = "epoch " + epoch(last) + " begins at " + start(last);
        report.wrong(file, last.position(), sentence + ", the log ends at " + logEndOffset);
      }
    }
  }
}
