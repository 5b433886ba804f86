package io.ottla.wire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.jspecify.annotations.Nullable;

final class CodecProperties {
  @Property
  void varintsComeBackAndHaveTheirSize(@ForAll int value) {
    assertThat(read(write(out -> out.varint(value), Sizes.varint(value)), Reader::varint))
        .isEqualTo(value);
    assertThat(
            read(
                write(out -> out.unsignedVarint(value), Sizes.unsignedVarint(value)),
                Reader::unsignedVarint))
        .isEqualTo(value);
  }

  @Property
  void varlongsComeBackAndHaveTheirSize(@ForAll long value) {
    assertThat(read(write(out -> out.varlong(value), Sizes.varlong(value)), Reader::varlong))
        .isEqualTo(value);
  }

  @Property
  void stringsComeBackAndHaveTheirSize(
      @ForAll @StringLength(max = 300) String text, @ForAll boolean flexible) {
    String value = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    ByteBuffer bytes = write(out -> out.string(value, flexible), Sizes.string(value, flexible));

    assertThat(read(bytes, in -> in.string(flexible))).isEqualTo(value);
  }

  @Property
  void bytesAndRecordsComeBackAndHaveTheirSize(
      @ForAll @Size(max = 300) byte[] content, @ForAll boolean flexible) {
    Bytes value = Bytes.copyOf(content);
    BufferRecords records = new BufferRecords(ByteBuffer.wrap(content));

    ByteBuffer bytes = write(out -> out.bytes(value, flexible), Sizes.bytes(value, flexible));
    assertThat(read(bytes.duplicate(), in -> in.bytes(flexible))).isEqualTo(value);
    assertThat(read(bytes.duplicate(), in -> in.records(flexible)))
        .isEqualTo(records)
        .hasSameHashCodeAs(records);
    assertThat(write(out -> out.records(records, flexible), Sizes.records(records, flexible)))
        .isEqualTo(bytes);
  }

  @Example
  void nullsComeBackWhereTheyAreAllowedAndNowhereElse() {
    for (boolean flexible : new boolean[] {true, false}) {
      ByteBuffer string = write(out -> out.string(null, flexible), Sizes.string(null, flexible));
      ByteBuffer bytes = write(out -> out.bytes(null, flexible), Sizes.bytes(null, flexible));
      ByteBuffer records = write(out -> out.records(null, flexible), Sizes.records(null, flexible));
      ByteBuffer array = write(out -> out.arrayCount(-1, flexible), Sizes.arrayCount(-1, flexible));

      assertNullOnly(string, in -> in.nullableString(flexible), in -> in.string(flexible));
      assertNullOnly(bytes, in -> in.nullableBytes(flexible), in -> in.bytes(flexible));
      assertNullOnly(records, in -> in.nullableRecords(flexible), in -> in.records(flexible));
      assertNullOnly(
          array,
          in -> in.nullableArray(flexible, (short) 0, (reader, version) -> reader.int8()),
          in -> in.array(flexible, (short) 0, (reader, version) -> reader.int8()));
    }
  }

  @Example
  void theLongestVarintsAreReadAndNoLongerOnes() {
    assertThat(read(hex("ffffffff0f"), Reader::unsignedVarint)).isEqualTo(-1);
    assertThat(read(hex("ffffffffffffffffff01"), Reader::varlong)).isEqualTo(Long.MIN_VALUE);
    assertMalformed("ffffffff8f00", Reader::unsignedVarint);
    assertMalformed("ffffffffffffffffff8100", Reader::varlong);
    assertMalformed("ffff", Reader::varint);
  }

  @Example
  void lengthsBeyondWhatRemainsAreMalformed() {
    assertMalformed("00026b", in -> in.string(false));
    assertMalformed("036b", in -> in.string(true));
    assertMalformed("fffe", in -> in.string(false));
    assertMalformed("7fffffff00", in -> in.bytes(false));
    assertMalformed("ffffffff0f00", in -> in.bytes(true));
    assertMalformed("00000001", in -> in.array(false, (short) 0, (r, v) -> r.int8()));
    assertMalformed(
        "010002",
        in -> {
          in.skipTaggedFields();
          return "";
        });
    assertMalformed(
        "00",
        in -> {
          in.expectEnd();
          return "";
        });
  }

  @Example
  void aStringTooLongForTheProtocolIsRefusedBeforeItIsWritten() {
    for (boolean flexible : new boolean[] {true, false}) {
      assertThat(Sizes.string("x".repeat(32_767), flexible)).isGreaterThan(32_767);
      assertThatThrownBy(() -> Sizes.string("x".repeat(32_768), flexible))
          .isInstanceOf(UnsupportedVersionException.class);
    }
  }

  @Example
  void emptyPayloadsLeaveNoSplice() {
    Writer writer = Writer.splicing(ByteBuffer.allocate(20));

    writer.records(new BufferRecords(ByteBuffer.allocate(0)), false);
    writer.records(new BufferRecords(ByteBuffer.allocate(3)), false);
    writer.records(new BufferRecords(ByteBuffer.allocate(4)), false);

    assertThat(writer.splices()).extracting(Writer.Splice::position).isEqualTo(List.of(8, 12));
  }

  private static void assertNullOnly(
      ByteBuffer bytes, Function<Reader, @Nullable Object> nullable, Function<Reader, Object> not) {
    assertThat(nullable.apply(new Reader(bytes.duplicate()))).isNull();
    assertThatThrownBy(() -> not.apply(new Reader(bytes.duplicate())))
        .isInstanceOf(MalformedRequestException.class);
  }

  private static void assertMalformed(String hex, Function<Reader, Object> read) {
    assertThatThrownBy(() -> read(hex(hex), read)).isInstanceOf(MalformedRequestException.class);
  }

  /** Writes into a buffer of exactly the size that was told. */
  private static ByteBuffer write(Consumer<Writer> write, int size) {
    ByteBuffer bytes = ByteBuffer.allocate(size);
    write.accept(Writer.copying(bytes));
    assertThat(bytes.hasRemaining()).isFalse();
    return bytes.flip();
  }

  private static Object read(ByteBuffer bytes, Function<Reader, Object> read) {
    Reader in = new Reader(bytes);
    Object value = read.apply(in);
    assertThat(in.remaining()).isZero();
    return value;
  }

  private static ByteBuffer hex(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
  }
}
