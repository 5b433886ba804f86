package io.ottla.storage.producer;

/** Who appends, which decides what is checked. */
public enum AppendOrigin {
  /** A producer: everything is checked. */
  CLIENT,
  /** A coordinator or a transaction marker: no sequence numbers. */
  COORDINATOR,
  /** The controller, to the metadata log: no producers. */
  METADATA,
  /** The leader's log, copied: what it accepted is accepted. */
  REPLICATION
}
