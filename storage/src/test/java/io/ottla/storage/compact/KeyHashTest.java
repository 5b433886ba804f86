package io.ottla.storage.compact;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class KeyHashTest {
  /** The reference's secret is the bytes 0 to 15. */
  private final KeyHash hash = new KeyHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

  private String hashOf(int length) {
    ByteBuffer key = ByteBuffer.allocate(length);
    for (int i = 0; i < length; i++) {
      key.put(i, (byte) i);
    }
    hash.hash(key);
    assertThat(key.remaining()).isEqualTo(length);
    ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    return HexFormat.of().formatHex(bytes.putLong(hash.first()).putLong(hash.second()).array());
  }

  @Test
  void itIsTheReferences() {
    assertThat(hashOf(0)).isEqualTo("a3817f04ba25a8e66df67214c7550293");
    assertThat(hashOf(1)).isEqualTo("da87c1d86b99af44347659119b22fc45");
  }

  @Test
  void wholeWordsCountWithWhatIsBehindThem() {
    assertThat(hashOf(8)).isNotEqualTo(hashOf(9)).isEqualTo(hashOf(8));
    assertThat(hashOf(16)).isNotEqualTo(hashOf(24));
  }
}
