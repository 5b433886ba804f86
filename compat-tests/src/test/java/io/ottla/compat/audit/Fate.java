package io.ottla.compat.audit;

/** What a worker knows of a transaction that it began. */
public enum Fate {
  /** It never learnt: all or nothing. */
  UNKNOWN,
  COMMITTED,
  ABORTED
}
