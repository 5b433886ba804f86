package io.ottla.compat.audit;

import java.util.List;
import java.util.Map;

/**
 * Everything that one pipeline left behind, in the order of the logs, read with {@code
 * read_committed}.
 *
 * @param sent how many numbers the source sent
 * @param input the input topic
 * @param output the output topic
 * @param ledger lines of the ledger topic
 * @param commits all committed offsets of the group, from the offsets topic itself
 * @param fates what the workers knew of their transactions
 */
record History(
    long sent,
    List<Input> input,
    List<Output> output,
    List<LedgerLine> ledger,
    List<Commit> commits,
    Map<String, Fate> fates) {

  record Input(int partition, long number) {}

  record Output(int partition, long number, String transaction) {}

  record LedgerLine(String transaction, int count) {}

  record Commit(int partition, long offset) {}

  History {
    input = List.copyOf(input);
    output = List.copyOf(output);
    ledger = List.copyOf(ledger);
    commits = List.copyOf(commits);
    fates = Map.copyOf(fates);
  }
}
