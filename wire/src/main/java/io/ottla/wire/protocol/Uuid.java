package io.ottla.wire.protocol;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;

/**
 * A 128-bit id; its text form is 22 characters of URL-safe base64 without padding, as in KIP-516.
 */
public record Uuid(long mostSignificantBits, long leastSignificantBits)
    implements Comparable<Uuid> {
  /** Stands for "no id". */
  public static final Uuid ZERO = new Uuid(0, 0);

  /** The topic id of {@code __cluster_metadata}. */
  public static final Uuid METADATA_TOPIC = new Uuid(0, 1);

  private static final int TEXT_LENGTH = 22;

  /** From the JDK's form. */
  public static Uuid of(UUID uuid) {
    return new Uuid(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
  }

  /**
   * Parses the text form.
   *
   * @throws IllegalArgumentException when the text is not 22 characters of URL-safe base64
   */
  public static Uuid parse(String text) {
    if (text.length() != TEXT_LENGTH) {
      throw new IllegalArgumentException("not an id of " + TEXT_LENGTH + " characters: " + text);
    }
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
    return new Uuid(bytes.getLong(), bytes.getLong());
  }

  /** True for {@link #ZERO}. */
  public boolean isZero() {
    return equals(ZERO);
  }

  @Override
  public int compareTo(Uuid other) {
    int high = Long.compare(mostSignificantBits, other.mostSignificantBits);
    return high != 0 ? high : Long.compare(leastSignificantBits, other.leastSignificantBits);
  }

  @Override
  public String toString() {
    byte[] bytes =
        ByteBuffer.allocate(16).putLong(mostSignificantBits).putLong(leastSignificantBits).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
