package io.ottla.compat.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.audit.History.Commit;
import io.ottla.compat.audit.History.Input;
import io.ottla.compat.audit.History.LedgerLine;
import io.ottla.compat.audit.History.Output;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuditorTest {
  private final List<Input> input =
      new ArrayList<>(
          List.of(
              new Input(0, 0), new Input(0, 3), new Input(1, 1), new Input(1, 4), new Input(2, 2)));
  private final List<Output> output =
      new ArrayList<>(
          List.of(
              new Output(0, 0, "a"),
              new Output(0, 3, "b"),
              new Output(1, 1, "a"),
              new Output(1, 4, "b"),
              new Output(2, 2, "a")));
  private final List<LedgerLine> ledger =
      new ArrayList<>(List.of(new LedgerLine("a", 3), new LedgerLine("b", 2)));
  private final List<Commit> commits =
      new ArrayList<>(
          List.of(
              new Commit(0, 1),
              new Commit(1, 1),
              new Commit(2, 1),
              new Commit(0, 2),
              new Commit(1, 2)));
  private final Map<String, Fate> fates =
      new HashMap<>(Map.of("a", Fate.COMMITTED, "b", Fate.UNKNOWN, "c", Fate.ABORTED));

  private List<String> findings() {
    return Auditor.audit(new History(5, input, output, ledger, commits, fates));
  }

  @Test
  void aRightHistoryHasNoFindings() {
    assertThat(findings()).isEmpty();
  }

  @Test
  void aRecordThatIsNotInTheInputIsLost() {
    input.remove(1);

    assertThat(findings()).containsExactly("input: lost 3 at the end of partition 0");
  }

  @Test
  void aRecordInTheMiddleThatIsNotInTheOutputIsLost() {
    output.remove(2);
    ledger.set(0, new LedgerLine("a", 2));

    assertThat(findings()).containsExactly("output: lost 1 in partition 1, then 4");
  }

  @Test
  void aRecordTwiceInTheOutputIsDuplicated() {
    output.add(new Output(2, 2, "a"));
    ledger.set(0, new LedgerLine("a", 4));

    assertThat(findings()).containsExactly("output: duplicated 2 in partition 2");
  }

  @Test
  void aTransactionWithoutAllItsRecordsIsTorn() {
    ledger.set(1, new LedgerLine("b", 3));

    assertThat(findings()).containsExactly("torn transaction b (UNKNOWN): 2 of 3");
  }

  @Test
  void aTransactionWithoutItsLedgerLineIsTorn() {
    ledger.remove(1);

    assertThat(findings()).containsExactly("torn transaction b: no ledger");
  }

  @Test
  void recordsOfAnAbortedTransactionAreNotToBeSeen() {
    fates.put("b", Fate.ABORTED);

    assertThat(findings()).containsExactly("aborted read of b");
  }

  @Test
  void aTransactionKnownAsCommittedMustBeThere() {
    fates.put("d", Fate.COMMITTED);

    assertThat(findings()).containsExactly("lost transaction d");
  }

  @Test
  void aCommittedOffsetNeverGoesBack() {
    commits.add(3, new Commit(1, 0));

    assertThat(findings()).containsExactly("offset of partition 1 goes back from 1 to 0");
  }

  @Test
  void committedOffsetsReachTheEnd() {
    commits.remove(4);

    assertThat(findings()).hasSize(1).allMatch(finding -> finding.startsWith("committed offsets"));
  }

  @Test
  void onePartitionHasOneOwnerInAGeneration() {
    Journal journal = new Journal();
    journal.owns("first", 1, List.of(0, 1));
    journal.owns("second", 2, List.of(0));
    assertThat(journal.secondOwners()).isEmpty();

    journal.owns("second", 1, List.of(1));

    assertThat(journal.secondOwners())
        .containsExactly("two owners of partition 1 in generation 1: first and second");
  }
}
