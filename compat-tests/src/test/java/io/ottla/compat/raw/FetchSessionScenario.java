package io.ottla.compat.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import java.util.List;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.ForgottenTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Incremental fetch sessions (KIP-227). */
@WithBroker
final class FetchSessionScenario {
  private final RawConnection connection;

  FetchSessionScenario(BrokerUnderTest broker) {
    connection = RawConnection.to(broker);
  }

  @AfterEach
  void disconnect() {
    connection.close();
  }

  @Test
  void aSessionAnswersOnlyWhatChanged(TestNames names) {
    String topic = names.topic();
    var unused = Topics.create(connection, topic, 3);

    FetchResponseData full = ask(Fetching.request(topic, 0, 0, 0).setSessionEpoch(0));
    int session = full.sessionId();
    assertThat(session).isPositive();
    assertThat(Fetching.partitions(full)).hasSize(3);
    assertThat(Fetching.partitions(ask(next(session, 1)))).isEmpty();

    var produced = Producing.produce(connection, topic, 1, Batches.batch(4));
    assertThat(Producing.error(produced)).isEqualTo(Errors.NONE);
    List<PartitionData> changed = Fetching.partitions(ask(next(session, 2)));
    assertThat(changed).hasSize(1);
    assertThat(changed.get(0).partitionIndex()).isEqualTo(1);
    assertThat(Batches.endOffset(changed.get(0))).isEqualTo(4);

    FetchRequestData moved = next(session, 3);
    moved.topics().addAll(Fetching.request(topic).topics());
    moved.topics().get(0).partitions().add(Fetching.partition(1, 4));
    assertThat(Fetching.partitions(ask(moved))).isEmpty();
    assertThat(Fetching.partitions(ask(next(session, 4)))).isEmpty();
  }

  @Test
  void aForgottenPartitionIsSilent(TestNames names) {
    String topic = names.topic();
    var unused = Topics.create(connection, topic, 2);
    int session = ask(Fetching.request(topic, 0, 0).setSessionEpoch(0)).sessionId();

    FetchRequestData forget = next(session, 1);
    forget
        .forgottenTopicsData()
        .add(new ForgottenTopic().setTopic(topic).setPartitions(List.of(1)));
    assertThat(Fetching.partitions(ask(forget))).isEmpty();
    var produced = Producing.produce(connection, topic, 1, Batches.batch(1));

    assertThat(Producing.error(produced)).isEqualTo(Errors.NONE);
    assertThat(Fetching.partitions(ask(next(session, 2)))).isEmpty();
  }

  @Test
  void wrongEpochsAndUnknownSessionsAreRefused(TestNames names) {
    String topic = names.topic();
    var unused = Topics.create(connection, topic, 1);
    int session = ask(Fetching.request(topic, 0).setSessionEpoch(0)).sessionId();

    assertThat(error(ask(next(session, 5)))).isEqualTo(Errors.INVALID_FETCH_SESSION_EPOCH);
    assertThat(error(ask(next(session + 1_000, 1)))).isEqualTo(Errors.FETCH_SESSION_ID_NOT_FOUND);
    assertThat(error(ask(next(session, 1)))).isEqualTo(Errors.NONE);
  }

  @Test
  void aClosedSessionIsGone(TestNames names) {
    String topic = names.topic();
    var unused = Topics.create(connection, topic, 1);
    int session = ask(Fetching.request(topic, 0).setSessionEpoch(0)).sessionId();

    FetchResponseData last =
        ask(Fetching.request(topic, 0).setSessionId(session).setSessionEpoch(-1));

    assertThat(last.sessionId()).isZero();
    assertThat(Fetching.partitions(last)).hasSize(1);
    assertThat(error(ask(next(session, 1)))).isEqualTo(Errors.FETCH_SESSION_ID_NOT_FOUND);
  }

  @Test
  void aPartitionInErrorIsToldEveryTime(TestNames names) {
    String topic = names.topic();
    var unused = Topics.create(connection, topic, 1);
    int session = ask(Fetching.request(topic, 9).setSessionEpoch(0)).sessionId();

    for (int epoch : new int[] {1, 2}) {
      List<PartitionData> partitions = Fetching.partitions(ask(next(session, epoch)));
      assertThat(partitions).hasSize(1);
      assertThat(Fetching.error(partitions.get(0))).isEqualTo(Errors.OFFSET_OUT_OF_RANGE);
    }
  }

  private static FetchRequestData next(int session, int epoch) {
    return new FetchRequestData()
        .setMaxBytes(1 << 20)
        .setMinBytes(0)
        .setMaxWaitMs(0)
        .setSessionId(session)
        .setSessionEpoch(epoch);
  }

  private FetchResponseData ask(FetchRequestData request) {
    return connection.ask(ApiKeys.FETCH, 12, request, FetchResponseData.class);
  }

  private static Errors error(FetchResponseData response) {
    return Errors.forCode(response.errorCode());
  }
}
