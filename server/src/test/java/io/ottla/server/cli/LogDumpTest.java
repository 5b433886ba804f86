package io.ottla.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.wire.record.RecordBatchBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogDumpTest {
  private final StringWriter out = new StringWriter();

  @TempDir private Path root = Path.of("");

  @Test
  void printsBatchesRecordsAndUnusedSpace() throws IOException {
    byte[] batch = batch();
    byte[] segment = new byte[batch.length + 100];
    System.arraycopy(batch, 0, segment, 0, batch.length);

    boolean sound = dump(segment);

    assertThat(sound).isTrue();
    assertThat(out.toString().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("baseOffset=0 lastOffset=1 count=2"),
            line -> assertThat(line).isEqualTo("  offset=0 timestamp=5 key=k value=v headers=[]"),
            line ->
                assertThat(line).isEqualTo("  offset=1 timestamp=6 key=null value=0xff headers=[]"),
            line -> assertThat(line).isEqualTo("position=" + batch.length + " unused=100"));
  }

  @Test
  void aFlippedBitIsDamage() throws IOException {
    byte[] batch = batch();
    batch[batch.length - 1] ^= 1;

    assertThat(dump(batch)).isFalse();
    assertThat(out.toString()).contains("valid=false");
  }

  @Test
  void aTornBatchIsDamage() throws IOException {
    byte[] batch = batch();
    byte[] torn = Arrays.copyOf(batch, batch.length - 3);

    assertThat(dump(torn)).isFalse();
    assertThat(out.toString()).contains("position=0 damaged");
  }

  private boolean dump(byte[] segment) throws IOException {
    Path file = Files.write(root.resolve("00000000000000000000.log"), segment);
    return new LogDump(new PrintWriter(out, true), true).dump(file);
  }

  private static byte[] batch() {
    ByteBuffer built =
        RecordBatchBuilder.plain()
            .append(5, text("k"), text("v"))
            .append(6, null, ByteBuffer.wrap(new byte[] {(byte) 0xff}))
            .build();
    byte[] bytes = new byte[built.remaining()];
    built.get(bytes);
    return bytes;
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }
}
