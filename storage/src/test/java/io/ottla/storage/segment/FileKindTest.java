package io.ottla.storage.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileKindTest {
  @ParameterizedTest
  @EnumSource(FileKind.class)
  void aNameTellsItsKindAndOffset(FileKind kind) {
    String name = kind.nameOf(1_234_567_890_123L);

    assertThat(kind.offsetIn(name)).isEqualTo(1_234_567_890_123L);
    assertThat(FileKind.of(name)).isEqualTo(kind);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000x.log",
        "0000000000000000000/.log",
        "0000000000000000000.log",
        "00000000000000000000.log.swap",
        "leader-epoch-checkpoint"
      })
  void otherNamesAreOfNoKind(String name) {
    assertThat(FileKind.of(name)).isNull();
  }

  @Test
  void offsetsComeInAscendingOrder() {
    String first = FileKind.LOG.nameOf(9);
    String second = FileKind.LOG.nameOf(10);

    assertThat(FileKind.LOG.offsetsIn(List.of(second, "x", first))).containsExactly(9, 10);
  }
}
