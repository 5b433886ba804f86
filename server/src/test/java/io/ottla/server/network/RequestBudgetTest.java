package io.ottla.server.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestBudgetTest {
  private final RequestBudget budget = new RequestBudget(1_000, 3);

  @Test
  void bytesMayReachTheLimitAndNotPassIt() {
    budget.take(1_000);
    assertThat(budget.exceeded()).isFalse();

    budget.take(1);
    assertThat(budget.exceeded()).isTrue();

    budget.giveBack(1);
    assertThat(budget.exceeded()).isFalse();
  }

  @Test
  void noMoreRequestsWaitThanAreAllowed() {
    budget.onWaiting(2);
    assertThat(budget.exceeded()).isFalse();

    budget.onWaiting(1);
    assertThat(budget.exceeded()).isTrue();

    budget.onWaiting(-3);
    assertThat(budget.exceeded()).isFalse();
  }
}
