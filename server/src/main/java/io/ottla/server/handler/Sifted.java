package io.ottla.server.handler;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The parts of a request that may go on to the controller, and the rows that answer the others.
 *
 * @param <P> a part of the request, such as a topic to create
 * @param <R> a row of the answer
 */
record Sifted<P, R>(List<P> allowed, List<R> refused) {
  Sifted {
    allowed = List.copyOf(allowed);
    refused = List.copyOf(refused);
  }

  /** Takes out the parts that have a refusal. */
  static <P, R> Sifted<P, R> of(Collection<P> parts, Function<P, Optional<R>> refusal) {
    List<P> allowed = new ArrayList<>();
    List<R> refused = new ArrayList<>();
    for (P part : parts) {
      refusal.apply(part).ifPresentOrElse(refused::add, () -> allowed.add(part));
    }
    return new Sifted<>(allowed, refused);
  }

  /** All rows of the answer: those of the controller, then the refusals. */
  List<R> rows(List<R> answered) {
    List<R> rows = new ArrayList<>(answered);
    rows.addAll(refused);
    return rows;
  }
}
