package io.ottla.coordinator.shard;

import java.util.List;

/**
 * What a request leads to: records to be appended as one batch, and the response that is given once
 * they are committed.
 */
public record Decision<T>(List<CoordinatorRecord> records, T response) {
  /** Copies the records. */
  public Decision {
    records = List.copyOf(records);
  }

  /** A decision that changes nothing. */
  public static <T> Decision<T> readOnly(T response) {
    return new Decision<>(List.of(), response);
  }
}
