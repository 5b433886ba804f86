package io.ottla.server.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.runtime.Pacing;
import io.ottla.wire.protocol.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogMovesTest {
  private final ReplicaHarness harness;
  private final LogMoves moves;

  /** Two segments, and the log's end. */
  private static final int PIECES = 3;

  /** Done while the mover is at work: between the end of the log and the flush of its copy. */
  private Runnable beforeFlush = () -> {};

  private int piecesCopied;

  LogMovesTest(@TempDir Path root) {
    harness = new ReplicaHarness(root);
    moves =
        new LogMoves(
            harness.logs,
            harness.registry,
            new DirectoryAssignments(harness.background),
            harness.workers::execute,
            harness.background,
            new Pacing(
                harness.clock,
                () -> {
                  if (++piecesCopied >= PIECES) {
                    beforeFlush.run();
                  }
                  return Double.MAX_VALUE;
                }));
    harness.put("a", "1");
    harness.put("b", "2");
    harness.flush();
  }

  private List<String> copies() {
    return harness.disk.list(harness.second.path()).stream()
        .filter(name -> name.endsWith("-future"))
        .toList();
  }

  private void move() {
    assertThat(moves.move(harness.partition, harness.second)).isEqualTo(ErrorCode.NONE);
  }

  private void cancel() {
    assertThat(moves.move(harness.partition, harness.first)).isEqualTo(ErrorCode.NONE);
  }

  @Test
  void aReplicaGoesOnInTheOtherDirectory() {
    move();

    harness.runAll();

    assertThat(harness.managed().directory()).isSameAs(harness.second);
    assertThat(harness.partition.log()).isSameAs(harness.managed().log());
    assertThat(harness.partition.log().logEndOffset()).isEqualTo(2);
    assertThat(copies()).isEmpty();
  }

  @Test
  void aMoveThatIsCancelledUnderItsMoverLeavesTheDirectoryOnlineAndNoCopy() {
    move();
    beforeFlush =
        () -> {
          cancel();
          harness.background.runAll();
        };

    harness.runAll();

    assertThat(harness.second.isOnline()).isTrue();
    assertThat(harness.managed().directory()).isSameAs(harness.first);
    assertThat(harness.logs.placement().moves()).isEmpty();
    assertThat(copies()).isEmpty();
  }

  @Test
  void aMoveThatGoesWrongInAnUnexpectedWayEnds() {
    move();
    beforeFlush =
        () -> {
          throw new IllegalStateException("not thought of");
        };

    harness.runAll();

    assertThat(harness.logs.placement().moves()).isEmpty();
    assertThat(harness.managed().directory()).isSameAs(harness.first);
    assertThat(harness.partition.isOffline()).isFalse();
    assertThat(copies()).isEmpty();
    beforeFlush = () -> {};
    move();
    harness.runAll();
    assertThat(harness.managed().directory()).isSameAs(harness.second);
  }

  /** As with a topic whose every record is flushed, and a target that is the slower disk. */
  @Test
  void aLogThatIsFlushedFasterThanItsCopyIsMovedAllTheSame() {
    int enough = 100;
    move();
    beforeFlush =
        () -> {
          if (piecesCopied < enough) {
            harness.put("c", "3");
            harness.flush();
          }
        };

    harness.runAll();

    assertThat(piecesCopied).isLessThan(enough);
    assertThat(harness.managed().directory()).isSameAs(harness.second);
  }

  @Test
  void aMoveMayBeWantedAgainAtOnce() {
    move();
    cancel();
    move();

    harness.runAll();

    assertThat(harness.managed().directory()).isSameAs(harness.second);
    assertThat(copies()).isEmpty();
  }
}
