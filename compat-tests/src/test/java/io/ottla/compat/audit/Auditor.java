package io.ottla.compat.audit;

import io.ottla.compat.audit.History.Commit;
import io.ottla.compat.audit.History.Input;
import io.ottla.compat.audit.History.LedgerLine;
import io.ottla.compat.audit.History.Output;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Says what is wrong with a history, one sentence for each finding. A pure function. */
final class Auditor {
  private final History history;
  private final List<String> findings = new ArrayList<>();

  private Auditor(History history) {
    this.history = history;
  }

  static List<String> audit(History history) {
    Auditor auditor = new Auditor(history);
    auditor.checkInput();
    auditor.checkOutput();
    auditor.checkTransactions();
    auditor.checkCommits();
    return List.copyOf(auditor.findings);
  }

  private void checkInput() {
    Sequence sequence = new Sequence("input");
    for (Input input : history.input()) {
      sequence.next(input.partition(), input.number());
    }
    sequence.end();
  }

  private void checkOutput() {
    Sequence sequence = new Sequence("output");
    for (Output output : history.output()) {
      sequence.next(output.partition(), output.number());
    }
    sequence.end();
  }

  /** The numbers of a partition must be p, p + n, p + 2n, … up to what was sent. */
  private final class Sequence {
    private final String what;
    private final Map<Integer, Long> expected = new HashMap<>();

    Sequence(String what) {
      this.what = what;
      for (int partition = 0; partition < Source.PARTITIONS; partition++) {
        expected.put(partition, (long) partition);
      }
    }

    void next(int partition, long number) {
      long due = expected.getOrDefault(partition, -1L);
      if (number < due) {
        findings.add(what + ": duplicated " + number + " in partition " + partition);
        return;
      }
      if (number > due) {
        findings.add(what + ": lost " + due + " in partition " + partition + ", then " + number);
      }
      expected.put(partition, number + Source.PARTITIONS);
    }

    void end() {
      expected.forEach(
          (partition, due) -> {
            if (due < history.sent()) {
              findings.add(what + ": lost " + due + " at the end of partition " + partition);
            }
          });
    }
  }

  private void checkTransactions() {
    Map<String, Integer> promised = new HashMap<>();
    for (LedgerLine line : history.ledger()) {
      if (promised.put(line.transaction(), line.count()) != null) {
        findings.add("duplicated ledger line of " + line.transaction());
      }
    }
    Map<String, Integer> found = new HashMap<>();
    history.output().forEach(output -> found.merge(output.transaction(), 1, Integer::sum));
    promised.forEach(
        (transaction, count) -> {
          if (found.getOrDefault(transaction, 0) != (int) count) {
            findings.add(
                "torn transaction "
                    + transaction
                    + " ("
                    + history.fates().get(transaction)
                    + "): "
                    + found.getOrDefault(transaction, 0)
                    + " of "
                    + count);
          }
        });
    found.keySet().stream()
        .filter(transaction -> !promised.containsKey(transaction))
        .forEach(transaction -> findings.add("torn transaction " + transaction + ": no ledger"));
    history
        .fates()
        .forEach(
            (transaction, fate) -> {
              boolean seen = promised.containsKey(transaction) || found.containsKey(transaction);
              if (fate == Fate.ABORTED && seen) {
                findings.add("aborted read of " + transaction);
              }
              if (fate == Fate.COMMITTED && !seen) {
                findings.add("lost transaction " + transaction);
              }
            });
  }

  private void checkCommits() {
    Map<Integer, Long> last = new HashMap<>();
    for (Commit commit : history.commits()) {
      Long before = last.put(commit.partition(), commit.offset());
      if (before != null && commit.offset() < before) {
        findings.add(
            "offset of partition "
                + commit.partition()
                + " goes back from "
                + before
                + " to "
                + commit.offset());
      }
    }
    long total = last.values().stream().mapToLong(Long::longValue).sum();
    if (total != history.sent()) {
      findings.add("committed offsets end at " + last + ", in all " + history.sent() + " due");
    }
  }
}
