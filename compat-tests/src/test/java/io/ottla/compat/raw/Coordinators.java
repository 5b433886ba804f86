package io.ottla.compat.raw;

import io.ottla.compat.support.Deadline;
import java.time.Duration;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * Asks for coordinators: their topics are made for the first who does, and not for who sends to one
 * without asking.
 */
final class Coordinators {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final byte GROUP = 0;
  private static final byte TRANSACTION = 1;

  private Coordinators() {}

  static void awaitOfGroup(RawConnection connection, String group) {
    await(connection, GROUP, group);
  }

  static void awaitOfTransaction(RawConnection connection, String transactionalId) {
    await(connection, TRANSACTION, transactionalId);
  }

  private static void await(RawConnection connection, byte type, String key) {
    FindCoordinatorRequestData request =
        new FindCoordinatorRequestData().setKeyType(type).setKey(key);
    Deadline.until(
        "coordinator of " + key,
        LIMIT,
        () ->
            connection
                    .ask(ApiKeys.FIND_COORDINATOR, 3, request, FindCoordinatorResponseData.class)
                    .errorCode()
                == 0);
  }
}
