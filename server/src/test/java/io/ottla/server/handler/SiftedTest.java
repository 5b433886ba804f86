package io.ottla.server.handler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SiftedTest {
  @Test
  void refusalsFollowTheRowsOfTheController() {
    Sifted<Integer, String> sifted =
        Sifted.of(
            List.of(1, 2, 3, 4),
            part -> part % 2 == 0 ? Optional.of(part + " is even") : Optional.empty());

    assertThat(sifted.allowed()).containsExactly(1, 3);
    assertThat(sifted.rows(List.of("1 is fine", "3 is fine")))
        .containsExactly("1 is fine", "3 is fine", "2 is even", "4 is even");
  }
}
