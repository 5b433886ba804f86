package io.ottla.coordinator.transaction;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.ottla.wire.message.ListTransactionsRequest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which transactions ListTransactions wants.
 *
 * @param states to be listed; empty with {@code anyState} false when only unknown ones were named
 * @param producerIds to be listed; empty takes all
 * @param durationMs a transaction must have run for longer; negative takes all
 * @param pattern that the whole id must match, or null
 * @param unknownStates that were named
 */
record TransactionFilter(
    boolean anyState,
    Set<TransactionStatus> states,
    Set<Long> producerIds,
    long durationMs,
    @Nullable Pattern pattern,
    List<String> unknownStates) {

  /** The filter of a request; null when its pattern is not valid. */
  static @Nullable TransactionFilter of(ListTransactionsRequest request) {
    Set<TransactionStatus> states = EnumSet.noneOf(TransactionStatus.class);
    List<String> unknown = new ArrayList<>();
    for (String label : request.stateFilters()) {
      TransactionStatus status = TransactionStatus.of(label);
      if (status == null) {
        unknown.add(label);
      } else {
        states.add(status);
      }
    }
    String text = request.transactionalIdPattern();
    try {
      return new TransactionFilter(
          request.stateFilters().isEmpty(),
          states,
          Set.copyOf(request.producerIdFilters()),
          request.durationFilter(),
          text == null || text.isEmpty() ? null : Pattern.compile(text),
          unknown);
    } catch (PatternSyntaxException e) {
      return null;
    }
  }

  boolean accepts(String id, Transaction transaction, long nowMs) {
    return (anyState || states.contains(transaction.status()))
        && (producerIds.isEmpty() || producerIds.contains(transaction.producerId()))
        && (durationMs < 0 || nowMs - transaction.startMs() > durationMs)
        && (pattern == null || pattern.matches(id));
  }
}
