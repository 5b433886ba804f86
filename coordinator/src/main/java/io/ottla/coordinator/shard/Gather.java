package io.ottla.coordinator.shard;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

/**
 * Joins the answers of several shards, in the order in which they were asked. Answered from any
 * thread.
 */
public final class Gather<T> {
  private final AtomicReferenceArray<T> answers;
  private final AtomicInteger missing;
  private final Consumer<List<T>> done;

  /**
   * Waits for so many answers.
   *
   * @param done gets them on the thread of the last one; at once when there are none to wait for
   */
  public Gather(int count, Consumer<List<T>> done) {
    this.answers = new AtomicReferenceArray<>(count);
    this.missing = new AtomicInteger(count);
    this.done = done;
    if (count == 0) {
      done.accept(List.of());
    }
  }

  /** Where the answer of this place goes, once. */
  public Consumer<T> place(int index) {
    return answer -> {
      answers.set(index, answer);
      if (missing.decrementAndGet() == 0) {
        done.accept(all());
      }
    };
  }

  private List<T> all() {
    List<T> all = new ArrayList<>(answers.length());
    for (int i = 0; i < answers.length(); i++) {
      all.add(answers.get(i));
    }
    return all;
  }
}
