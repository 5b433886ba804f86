package io.ottla.compat.exchange;

/** What clients do on a cluster before its directory is handed over, and what they do after. */
interface Work extends AutoCloseable {
  /** The first part, in the hands of the first product. */
  void begin();

  /** The next part, in the hands of the next product; checks that it joins on to the last. */
  void goOn();

  /** Ends what is still open at clients. */
  @Override
  default void close() {}
}
