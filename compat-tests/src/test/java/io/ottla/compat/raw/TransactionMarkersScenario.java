package io.ottla.compat.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import java.util.List;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData.WritableTxnMarker;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData.WritableTxnMarkerTopic;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which markers end a transaction on a partition, by the version of transactions (KIP-1228). */
@WithBroker
final class TransactionMarkersScenario {
  private static final int TV1 = 1;
  private static final int TV2 = 2;

  private final RawConnection connection;

  TransactionMarkersScenario(BrokerUnderTest broker) {
    connection = RawConnection.to(broker);
  }

  /** A transaction that has written to a topic. */
  private record Open(String topic, Transactions transaction) {
    int epoch() {
      return transaction.producerEpoch();
    }
  }

  private Open open(TestNames names) {
    String topic = names.topic();
    var unused = Topics.create(connection, topic, 1);
    Transactions transaction = Transactions.begin(connection, names.group());
    transaction.add(topic);
    assertThat(transaction.produce(topic, 0, 1, 1_000)).isEqualTo(Errors.NONE);
    return new Open(topic, transaction);
  }

  @AfterEach
  void disconnect() {
    connection.close();
  }

  private Errors mark(Open open, int transactionVersion, int epoch) {
    WritableTxnMarker marker =
        new WritableTxnMarker()
            .setProducerId(open.transaction().producerId())
            .setProducerEpoch((short) epoch)
            .setTransactionResult(false)
            .setCoordinatorEpoch(0)
            .setTransactionVersion((byte) transactionVersion)
            .setTopics(
                List.of(
                    new WritableTxnMarkerTopic()
                        .setName(open.topic())
                        .setPartitionIndexes(List.of(0))));
    WriteTxnMarkersResponseData response =
        connection.ask(
            ApiKeys.WRITE_TXN_MARKERS,
            2,
            new WriteTxnMarkersRequestData().setMarkers(List.of(marker)),
            WriteTxnMarkersResponseData.class);
    return Errors.forCode(
        response.markers().get(0).topics().get(0).partitions().get(0).errorCode());
  }

  @Test
  void anOldTransactionIsEndedInItsEpoch(TestNames names) {
    Open open = open(names);
    int epoch = open.epoch();

    assertThat(mark(open, TV1, epoch)).isEqualTo(Errors.NONE);
    assertThat(mark(open, TV1, epoch)).isEqualTo(Errors.NONE);
  }

  @Test
  void aTransactionThatBumpsEpochsIsEndedInTheNextOne(TestNames names) {
    Open open = open(names);
    int epoch = open.epoch();

    assertThat(mark(open, TV2, epoch)).isEqualTo(Errors.INVALID_PRODUCER_EPOCH);
    assertThat(mark(open, TV2, epoch + 1)).isEqualTo(Errors.NONE);
  }

  @Test
  void aMarkerThatComesAgainIsTaken(TestNames names) {
    Open open = open(names);
    int epoch = open.epoch();
    assertThat(mark(open, TV2, epoch + 1)).isEqualTo(Errors.NONE);

    assertThat(mark(open, TV2, epoch + 1)).isEqualTo(Errors.NONE);
    assertThat(mark(open, TV2, epoch)).isEqualTo(Errors.INVALID_PRODUCER_EPOCH);
  }
}
