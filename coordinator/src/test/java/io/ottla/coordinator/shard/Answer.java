package io.ottla.coordinator.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where the coordinator puts the one response to a request. */
public final class Answer<T> implements Consumer<T> {
  private @Nullable T response;

  @Override
  public void accept(T given) {
    assertThat(response).as("answered once").isNull();
    response = given;
  }

  public boolean isThere() {
    return response != null;
  }

  public T get() {
    T given = response;
    if (given == null) {
      throw new AssertionError("not answered yet");
    }
    return given;
  }
}
