package io.ottla.runtime;

import java.util.UUID;

/** Ids that nobody can guess and that never come twice. */
public final class RandomIds {
  private RandomIds() {}

  /** A random id of 128 bits. From any thread. */
  public static UUID next() {
    return UUID.randomUUID();
  }
}
