package io.ottla.server.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.coordinator.group.model.Caller;
import io.ottla.wire.codec.ApiMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** A group coordinator that answers as it was told and keeps what it was asked. */
final class FakeGroups<Q extends ApiMessage, R extends ApiMessage> implements GroupCall<Q, R> {
  private final Function<Q, R> answer;
  private final List<Q> asked = new ArrayList<>();
  private final List<Caller> callers = new ArrayList<>();

  FakeGroups(Function<Q, R> answer) {
    this.answer = answer;
  }

  /** A coordinator that must not be asked. */
  static <Q extends ApiMessage, R extends ApiMessage> FakeGroups<Q, R> notAsked() {
    return new FakeGroups<>(
        request -> {
          throw new AssertionError("the coordinator is asked: " + request);
        });
  }

  @Override
  public void call(Caller caller, Q request, Consumer<R> respond) {
    callers.add(caller);
    asked.add(request);
    respond.accept(answer.apply(request));
  }

  List<Q> asked() {
    return asked;
  }

  Caller lastCaller() {
    assertThat(callers).isNotEmpty();
    return callers.get(callers.size() - 1);
  }
}
