package io.ottla.server.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.coordinator.topics.TopicPartition;
import io.ottla.coordinator.transaction.TransactionCoordinator;
import io.ottla.runtime.ManualLoop;
import io.ottla.server.handler.Cluster;
import io.ottla.server.handler.TestReplica;
import io.ottla.wire.protocol.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransactionGateTest {
  private static final int VERIFYING = 11;
  private static final int ADDING = 12;
  private static final TopicPartition TARGET = new TopicPartition("t", 0);

  private final List<TransactionCoordinator.Append> asked = new ArrayList<>();
  private final Deque<Consumer<Map<TopicPartition, ErrorCode>>> open = new ArrayDeque<>();
  private final List<ErrorCode> told = new ArrayList<>();
  private TestReplica replica;
  private TransactionGate gate;

  @BeforeEach
  void open(@TempDir Path directory) {
    replica = new TestReplica(directory, Cluster.ofOneBroker().topic("t", 1));
    gate = gate(true);
  }

  @AfterEach
  void close() {
    replica.close();
  }

  private TransactionGate gate(boolean verifies) {
    return new TransactionGate(
        (append, respond) -> {
          asked.add(append);
          open.add(respond);
        },
        verifies);
  }

  private void pass(int apiVersion) {
    gate.pass(
        replica.partition(),
        new TransactionGate.Batch(
            "tid", TransactionalBatches.PRODUCER, (short) 3, (short) apiVersion),
        told::add);
  }

  private void answer(ErrorCode error) {
    open.remove().accept(Map.of(TARGET, error));
    loop().runAll();
  }

  private ManualLoop loop() {
    return (ManualLoop) replica.partition().loop();
  }

  @Test
  void olderClientsAreVerifiedAndNewerOnesAdded() {
    pass(VERIFYING);
    answer(ErrorCode.NONE);
    pass(ADDING);
    answer(ErrorCode.NONE);

    assertThat(told).containsExactly(ErrorCode.NONE, ErrorCode.NONE);
    assertThat(asked).extracting(TransactionCoordinator.Append::adds).containsExactly(false, true);
  }

  @Test
  void batchesWaitInOrderBehindOneQuestion() {
    pass(ADDING);
    pass(ADDING);
    assertThat(told).isEmpty();

    answer(ErrorCode.NONE);

    assertThat(asked).hasSize(1);
    assertThat(told).containsExactly(ErrorCode.NONE, ErrorCode.NONE);
  }

  @Test
  void anOpenTransactionNeedsNoQuestion() {
    TransactionalBatches.open(replica.partition(), 3);

    pass(ADDING);

    assertThat(asked).isEmpty();
    assertThat(told).containsExactly(ErrorCode.NONE);
  }

  @Test
  void withoutVerificationOldClientsPass() {
    gate = gate(false);

    pass(VERIFYING);
    pass(ADDING);

    assertThat(told).containsExactly(ErrorCode.NONE);
    assertThat(asked).hasSize(1);
  }

  @Test
  void aTransactionThatIsEndingIsAskedForAgain() {
    pass(ADDING);
    for (int attempt = 1; attempt < 6; attempt++) {
      answer(ErrorCode.CONCURRENT_TRANSACTIONS);
      loop().advanceMs(20);
    }
    assertThat(told).isEmpty();

    answer(ErrorCode.CONCURRENT_TRANSACTIONS);

    assertThat(asked).hasSize(6);
    assertThat(told).containsExactly(ErrorCode.NOT_ENOUGH_REPLICAS);
  }

  @Test
  void errorsAreToldInTheWordsOfProduce() {
    for (ErrorCode error :
        List.of(
            ErrorCode.PRODUCER_FENCED,
            ErrorCode.TRANSACTION_ABORTABLE,
            ErrorCode.NOT_COORDINATOR,
            ErrorCode.INVALID_PRODUCER_ID_MAPPING)) {
      pass(VERIFYING);
      answer(error);
    }
    pass(VERIFYING - 1);
    answer(ErrorCode.TRANSACTION_ABORTABLE);

    assertThat(told)
        .containsExactly(
            ErrorCode.INVALID_PRODUCER_EPOCH,
            ErrorCode.TRANSACTION_ABORTABLE,
            ErrorCode.NOT_ENOUGH_REPLICAS,
            ErrorCode.INVALID_PRODUCER_ID_MAPPING,
            ErrorCode.INVALID_TXN_STATE);
  }
}
