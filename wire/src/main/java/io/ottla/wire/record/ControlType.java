package io.ottla.wire.record;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a control record says. Its key is {@code int16 version = 0 | int16 type}; its value depends
 * on the type.
 */
public enum ControlType {
  /** The producer's transaction on this partition was aborted. */
  ABORT(0),
  /** The producer's transaction on this partition was committed. */
  COMMIT(1),
  /** KRaft: a leader begins its epoch. */
  LEADER_CHANGE(2),
  /** KRaft: the first record of a snapshot. */
  SNAPSHOT_HEADER(3),
  /** KRaft: the last record of a snapshot. */
  SNAPSHOT_FOOTER(4),
  /** KRaft: the version of its own protocol (KIP-853). */
  KRAFT_VERSION(5),
  /** KRaft: the set of voters (KIP-853). */
  KRAFT_VOTERS(6),
  /** A type that this version does not know; to be skipped. */
  UNKNOWN(-1);

  private static final short KEY_VERSION = 0;
  private static final int KEY_SIZE = 4;

  private final int id;

  ControlType(int id) {
    this.id = id;
  }

  /** The number in the key. */
  public int id() {
    return id;
  }

  /** The type that a control record's key names. The buffer's position is left alone. */
  public static ControlType ofKey(@Nullable ByteBuffer key) {
    if (key == null || key.remaining() < KEY_SIZE || key.getShort(key.position()) < KEY_VERSION) {
      return UNKNOWN;
    }
    short id = key.getShort(key.position() + 2);
    for (ControlType type : values()) {
      if (type.id == id) {
        return type;
      }
    }
    return UNKNOWN;
  }

  /** The key of a control record of this type. */
  public ByteBuffer key() {
    return ByteBuffer.allocate(KEY_SIZE).putShort(KEY_VERSION).putShort((short) id).flip();
  }
}
