package io.ottla.coordinator.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where the coordinator puts the one response to a request. */
final class Answer<T> implements Consumer<T> {
  private @Nullable T response;

  @Override
  public void accept(T given) {
    assertThat(response).as("answered once").isNull();
    response = given;
  }

  boolean isThere() {
    return response != null;
  }

  T get() {
    T given = response;
    if (given == null) {
      throw new AssertionError("not answered yet");
    }
    return given;
  }
}
