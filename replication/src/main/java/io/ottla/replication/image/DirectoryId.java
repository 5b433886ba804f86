package io.ottla.replication.image;

import io.ottla.wire.protocol.Uuid;

/** The ids that stand for no log directory of any broker (KIP-858). */
public final class DirectoryId {
  /** The replica was placed before directories had ids. */
  public static final Uuid MIGRATING = new Uuid(0, 0);

  /** The broker has not chosen a directory for the replica yet. */
  public static final Uuid UNASSIGNED = new Uuid(0, 1);

  /** The replica's directory is offline. */
  public static final Uuid LOST = new Uuid(0, 2);

  private DirectoryId() {}
}
