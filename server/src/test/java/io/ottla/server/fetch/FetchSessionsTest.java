package io.ottla.server.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.runtime.ManualClock;
import io.ottla.runtime.ManualLoop;
import org.junit.jupiter.api.Test;

final class FetchSessionsTest {
  private final ManualClock clock = new ManualClock(1_000_000);
  private final ManualLoop loop = new ManualLoop("test", clock);
  private final FetchSessions sessions = new FetchSessions(2, clock);

  @Test
  void aSessionIsFoundByItsIdUntilItIsRemoved() {
    FetchSession session = sessions.create(loop, true);

    assertThat(sessions.find(session.id())).isSameAs(session);
    sessions.remove(session.id());

    assertThat(sessions.find(session.id())).isNull();
    assertThat(sessions.count()).isZero();
  }

  @Test
  void aFullCacheGivesFetchesForOneRequestUntilASessionIsOld() {
    FetchSession first = sessions.create(loop, true);
    clock.advanceMs(1);
    sessions.create(loop, true);

    assertThat(sessions.create(loop, true).id()).isEqualTo(FetchSession.NO_ID);
    clock.advanceMs(120_000);
    FetchSession late = sessions.create(loop, true);

    assertThat(late.id()).isNotEqualTo(FetchSession.NO_ID);
    assertThat(sessions.count()).isEqualTo(2);
    assertThat(sessions.find(first.id())).isNull();
  }

  @Test
  void epochsSkipTheValuesThatMeanSomethingElse() {
    FetchSession session = sessions.create(loop, true);

    assertThat(session.expectedEpoch()).isEqualTo(1);
    session.advanceEpoch();

    assertThat(session.expectedEpoch()).isEqualTo(2);
  }
}
