package io.ottla.wire.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SchemaParserTest {
  @Test
  void readsProseHeadFieldsAndNestedStructs() {
    Message message =
        parse(
            """
            # What it does.
            request ThingRequest key=7 valid=0-3 flexible=2+ listeners=broker,controller
              Names []Name 0+
                Value string 1+ nullable=2+ default=null ignorable
              Extra int32 2+ tag=0@2+ default=-1
            """);

    assertThat(message.doc()).containsExactly("What it does.");
    assertThat(message.key()).isEqualTo(7);
    assertThat(message.listeners()).containsExactly("broker", "controller");
    assertThat(message.root().fields()).extracting(Field::name).containsExactly("names", "extra");
    Struct name = message.structs().get("Name");
    assertThat(name).isNotNull();
    assertThat(name.fields().get(0).nullable()).isEqualTo(new Versions(2, Short.MAX_VALUE));
  }

  @Test
  void indentedProseIsARemarkOnTheFieldBelow() {
    Message message =
        parse(
            """
            # What it does.
            data Thing valid=0 flexible=0+
              A int32 0+
              # In milliseconds,
              # or -1.
              B int64 0+
            """);

    assertThat(message.doc()).containsExactly("What it does.");
    assertThat(message.root().fields())
        .extracting(Field::remark)
        .containsExactly("", "In milliseconds, or -1.");
  }

  @Test
  void aRemarkWithoutAFieldIsRefused() {
    assertThatThrownBy(
            () ->
                parse(
                    """
                    data Thing valid=0 flexible=0+
                      A int32 0+
                      # Nothing follows.
                    """))
        .isInstanceOf(SchemaException.class)
        .hasMessageContaining("a remark without a field");
  }

  @Test
  void aTagUsedTwiceIsRefused() {
    assertThatThrownBy(
            () ->
                parse(
                    """
                    data Thing valid=0 flexible=0+
                      A int32 0+ tag=0@0+
                      B int32 0+ tag=0@0+
                    """))
        .isInstanceOf(SchemaException.class)
        .hasMessageContaining("uses a tag twice");
  }

  @Test
  void aNullableNumberIsRefusedWithFileAndName() {
    assertThatThrownBy(
            () ->
                parse(
                    """
                    data Thing valid=0 flexible=0+
                      A int32 0+ nullable=0+
                    """))
        .isInstanceOf(SchemaException.class)
        .hasMessageContaining("test.schema")
        .hasMessageContaining("nullable but a number");
  }

  @Test
  void conditionsAreFoldedAgainstTheValidRange() {
    Versions valid = new Versions(3, 13);

    assertThat(Versions.parse("0+").condition(valid)).isEqualTo("true");
    assertThat(Versions.parse("14+").condition(valid)).isEqualTo("false");
    assertThat(Versions.parse("9+").condition(valid)).isEqualTo("version >= 9");
    assertThat(Versions.parse("0-7").condition(valid)).isEqualTo("version <= 7");
    assertThat(Versions.parse("5-6").condition(valid)).isEqualTo("(version >= 5 && version <= 6)");
    assertThat(Versions.parse("5").condition(valid)).isEqualTo("version == 5");
  }

  private static Message parse(String text) {
    return SchemaParser.parse("test.schema", List.of(text.split("\n"))).get(0);
  }
}
