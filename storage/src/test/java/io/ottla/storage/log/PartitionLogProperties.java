package io.ottla.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.storage.disk.SimDisk;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class PartitionLogProperties {
  private enum Kind {
    APPEND,
    ROLL,
    TRUNCATE,
    RETAIN,
    DELETE_RECORDS,
    REOPEN,
    CRASH_OF_PROCESS,
    FLUSH
  }

  /** One thing to do to a log; what the number means depends on the kind. */
  record Step(Kind kind, int number) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Kind> kinds =
        Arbitraries.frequencyOf(
            Tuple.of(8, Arbitraries.just(Kind.APPEND)), Tuple.of(4, Arbitraries.of(Kind.class)));
    return Combinators.combine(kinds, Arbitraries.integers().between(0, 1_000))
        .as(Step::new)
        .list()
        .ofMaxSize(60);
  }

  @Property
  void aLogIsAListOfBatches(@ForAll("steps") List<Step> steps) {
    LogConfig config =
        LogHarness.smallSegments(1_000)
            .withRetention(new LogConfig.Retention(true, -1, 3_000, 1_000));
    LogHarness harness = new LogHarness(new SimDisk(), Path.of("/sim/t-0"), config);
    LogModel model = new LogModel();

    for (Step step : steps) {
      run(step, harness, model);
      model.check(harness);
    }
  }

  private static void run(Step step, LogHarness harness, LogModel model) {
    switch (step.kind()) {
      case APPEND -> model.append(harness, step.number());
      case ROLL -> harness.log.roll();
      case TRUNCATE -> model.truncate(harness, step.number());
      case RETAIN -> {
        harness.log.upkeep().applyRetention();
        model.startsAt(harness.log.logStartOffset());
      }
      case DELETE_RECORDS -> model.deleteRecords(harness, step.number());
      case REOPEN -> harness.reopenCleanly();
      case CRASH_OF_PROCESS -> harness.reopenAfterCrash();
      case FLUSH -> harness.flush();
    }
    assertThat(harness.files.openCount()).isLessThanOrEqualTo(LogHarness.MAX_OPEN_FILES);
  }
}
