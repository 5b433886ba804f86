package io.ottla.wire.compress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream.BLOCKSIZE;
import net.jpountz.lz4.LZ4FrameOutputStream.FLG;
import net.jpountz.xxhash.XXHashFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xerial.snappy.Snappy;

final class CompressionTest {
  private static final int MAX_CHUNK = 1 << 20;
  private static final byte[] TEXT =
      "Jemand musste Josef K. verleumdet haben. ".repeat(1_700).getBytes(UTF_8);

  @ParameterizedTest
  @EnumSource(Compression.class)
  void theOutermostLevelsUnpackToWhatWasPacked(Compression compression) throws IOException {
    for (int level :
        new int[] {compression.minLevel(), compression.defaultLevel(), compression.maxLevel()}) {
      assertThat(unpack(compression, pack(compression, level))).isEqualTo(TEXT);
    }
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void directBuffersAndPositionsMakeNoDifference(Compression compression) throws IOException {
    byte[] packed = pack(compression, compression.defaultLevel());
    ByteBuffer direct = ByteBuffer.allocateDirect(packed.length + 9).position(4).put(packed);
    direct.flip().position(4);

    assertThat(compression.decompress(direct, MAX_CHUNK).readAllBytes()).isEqualTo(TEXT);
    assertThat(direct.position()).isEqualTo(4);
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void bytesCanBeReadOneByOne(Compression compression) throws IOException {
    byte[] packed = pack(compression, compression.defaultLevel());
    ByteArrayOutputStream unpacked = new ByteArrayOutputStream();

    try (InputStream in = compression.decompress(ByteBuffer.wrap(packed), MAX_CHUNK)) {
      for (int b = in.read(); b >= 0; b = in.read()) {
        unpacked.write(b);
      }
    }

    assertThat(unpacked.toByteArray()).isEqualTo(TEXT);
  }

  @Test
  void theNumbersAreThoseOfTheAttributes() {
    for (Compression compression : Compression.values()) {
      assertThat(Compression.forId(compression.id())).isEqualTo(compression);
    }
    assertThat(Compression.forId(5)).isNull();
    assertThat(Compression.forId(-1)).isNull();
  }

  @Test
  void snappyIsFramedAsXerialDoes() throws IOException {
    byte[] packed = pack(Compression.SNAPPY, 0);

    assertThat(HexFormat.of().formatHex(packed, 0, 16))
        .isEqualTo("82534e4150505900" + "00000001" + "00000001");
  }

  @Test
  void aBareSnappyBlockIsReadAsLibrdkafkaSendsIt() throws IOException {
    assertThat(unpack(Compression.SNAPPY, Snappy.compress(TEXT))).isEqualTo(TEXT);
  }

  @Test
  void aSnappyBlockMayNotStateMoreThanSnappyCanReach() {
    byte[] block = {(byte) 0xff, (byte) 0xff, 0x3f, 0, 0, 0};

    assertThatThrownBy(() -> unpack(Compression.SNAPPY, block)).isInstanceOf(IOException.class);
  }

  @Test
  void aSnappyBlockMayNotStateMoreThanTheLimit() throws IOException {
    byte[] block = Snappy.compress(new byte[1_000]);

    assertThat(Compression.SNAPPY.decompress(ByteBuffer.wrap(block), 1_000).readAllBytes())
        .hasSize(1_000);
    assertThatThrownBy(
            () -> Compression.SNAPPY.decompress(ByteBuffer.wrap(block), 999).readAllBytes())
        .isInstanceOf(IOException.class);
  }

  @Test
  void lz4FramesHaveIndependentBlocksOf64KibAndNoSize() throws IOException {
    byte[] packed = pack(Compression.LZ4, Compression.LZ4.defaultLevel());

    assertThat(HexFormat.of().formatHex(packed, 0, 7)).isEqualTo("04224d18" + "60" + "40" + "82");
  }

  @Test
  void lz4FramesWithSizesAndChecksumsAreRead() throws IOException {
    for (BLOCKSIZE size : BLOCKSIZE.values()) {
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (OutputStream out =
          new LZ4FrameOutputStream(
              packed,
              size,
              TEXT.length,
              LZ4Factory.fastestInstance().fastCompressor(),
              XXHashFactory.fastestInstance().hash32(),
              FLG.Bits.BLOCK_INDEPENDENCE,
              FLG.Bits.CONTENT_SIZE,
              FLG.Bits.CONTENT_CHECKSUM,
              FLG.Bits.BLOCK_CHECKSUM)) {
        out.write(TEXT);
      }

      assertThat(unpack(Compression.LZ4, packed.toByteArray())).isEqualTo(TEXT);
    }
  }

  private static byte[] pack(Compression compression, int level) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = compression.compress(packed, level)) {
      out.write(TEXT);
    }
    return packed.toByteArray();
  }

  private static byte[] unpack(Compression compression, byte[] packed) throws IOException {
    try (InputStream in = compression.decompress(ByteBuffer.wrap(packed), MAX_CHUNK)) {
      return in.readAllBytes();
    }
  }
}
