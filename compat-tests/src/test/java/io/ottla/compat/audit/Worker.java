package io.ottla.compat.audit;

import java.util.Map;
import java.util.function.BooleanSupplier;

/** A read–process–write loop of some client release; crosses class loaders. */
public interface Worker {
  /** Works until it is told to stop, or until another producer has taken its transactional id. */
  void work(Task task, Journal journal, BooleanSupplier stopped);

  /**
   * What one worker does: all records of {@code input} go to the same partition of {@code output},
   * and each transaction leaves one line in {@code ledger}.
   *
   * @param name unique among all workers of a run
   */
  record Task(
      String name,
      String bootstrapServers,
      String group,
      Map<String, String> groupSettings,
      String transactionalId,
      String input,
      String output,
      String ledger,
      long seed) {}
}
