package io.ottla.replication.decider;

import static io.ottla.replication.decider.Scenes.ORDERS;
import static io.ottla.replication.decider.Scenes.brokers;
import static io.ottla.replication.decider.Scenes.withOrders;
import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.replication.controller.Decision;
import io.ottla.replication.image.FeaturesImage;
import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.image.MetadataRecord;
import io.ottla.replication.image.PartitionImage;
import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.message.AllocateProducerIdsRequest;
import io.ottla.wire.message.AllocateProducerIdsResponse;
import io.ottla.wire.message.AlterPartitionRequest;
import io.ottla.wire.message.AlterPartitionRequest.BrokerState;
import io.ottla.wire.message.AlterPartitionResponse;
import io.ottla.wire.message.AssignReplicasToDirsRequest;
import io.ottla.wire.message.AssignReplicasToDirsResponse;
import io.ottla.wire.message.BrokerHeartbeatRequest;
import io.ottla.wire.message.BrokerHeartbeatResponse;
import io.ottla.wire.message.BrokerRegistrationChangeRecord;
import io.ottla.wire.message.BrokerRegistrationRequest;
import io.ottla.wire.message.BrokerRegistrationRequest.Feature;
import io.ottla.wire.message.BrokerRegistrationResponse;
import io.ottla.wire.message.ControllerRegistrationRequest;
import io.ottla.wire.message.ControllerRegistrationRequest.Listener;
import io.ottla.wire.message.ControllerRegistrationResponse;
import io.ottla.wire.message.ElectLeadersRequest;
import io.ottla.wire.message.ElectLeadersRequest.TopicPartitions;
import io.ottla.wire.message.ElectLeadersResponse;
import io.ottla.wire.message.FeatureLevelRecord;
import io.ottla.wire.message.PartitionChangeRecord;
import io.ottla.wire.message.ProducerIdsRecord;
import io.ottla.wire.message.RegisterBrokerRecord;
import io.ottla.wire.message.RegisterControllerRecord;
import io.ottla.wire.message.RegisterControllerRecord.ControllerEndpoint;
import io.ottla.wire.message.UnregisterBrokerRecord;
import io.ottla.wire.message.UnregisterBrokerRequest;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BrokerDecidersTest {
  private final MetadataImage image = withOrders(brokers(1, 2), 1, 1, 2);

  @Test
  void registrationIsFencedAndItsEpochIsItsOffset() {
    Decision<BrokerRegistrationResponse> decision = register(brokers(), 3, "cluster", 30);

    assertThat(decision.response().brokerEpoch()).isEqualTo(Scenes.OFFSET + 1);
    RegisterBrokerRecord record = (RegisterBrokerRecord) decision.records().get(0).message();
    assertThat(record.fenced()).isTrue();
    assertThat(record.brokerEpoch()).isEqualTo(Scenes.OFFSET + 1);
    assertThat(decision.records().get(0).version()).isEqualTo((short) 4);
  }

  @Test
  void newRunOfABrokerLosesWhatTheOldOneLed() {
    Decision<BrokerRegistrationResponse> decision = register(image, 1, "cluster", 30);

    PartitionImage partition = partition(Scenes.after(image, decision));
    assertThat(partition.leader()).isEqualTo(2);
    assertThat(partition.isr()).containsExactly(2);
    assertThat(partition.leaderEpoch()).isEqualTo(1);
  }

  @Test
  void aFailedDirectoryLosesTheLeadershipsOfItsReplicas() {
    MetadataImage twoDirectories = withOrders(inTwoDirectories(), 1, 1);
    BrokerHeartbeatRequest request =
        BrokerHeartbeatRequest.builder()
            .brokerId(1)
            .brokerEpoch(11)
            .currentMetadataOffset(Scenes.OFFSET)
            .offlineLogDirs(List.of(Scenes.directory(1)))
            .build();

    Decision<BrokerHeartbeatResponse> decision =
        new BrokerHeartbeat().decide(Scenes.at(twoDirectories, 2), request);

    MetadataImage after = Scenes.after(twoDirectories, decision);
    assertThat(partition(after).leader()).isEqualTo(PartitionImage.NO_LEADER);
    assertThat(partition(after).isr()).containsExactly(1);
    assertThat(Objects.requireNonNull(after.cluster().broker(1)).logDirs())
        .containsExactly(Scenes.directory(77));
    assertThat(new BrokerHeartbeat().decide(Scenes.at(after, 2), request).records()).isEmpty();
  }

  @Test
  void replicasAreAssignedToDirectories() {
    MetadataImage twoDirectories = withOrders(inTwoDirectories(), 1, 1);
    AssignReplicasToDirsRequest request = assignment(Scenes.directory(77));

    Decision<AssignReplicasToDirsResponse> decision =
        new AssignReplicasToDirs().decide(Scenes.at(twoDirectories, 0), request);

    MetadataImage after = Scenes.after(twoDirectories, decision);
    assertThat(partition(after).directoryOf(1)).isEqualTo(Scenes.directory(77));
    assertThat(partition(after).leader()).isEqualTo(1);
    assertThat(errors(decision)).containsExactly(ErrorCode.NONE.code());
    assertThat(new AssignReplicasToDirs().decide(Scenes.at(after, 0), request).records()).isEmpty();
  }

  @Test
  void aReplicaInADirectoryThatIsNotOnlineLosesItsLeadership() {
    MetadataImage twoDirectories = withOrders(inTwoDirectories(), 1, 1);

    Decision<AssignReplicasToDirsResponse> decision =
        new AssignReplicasToDirs()
            .decide(Scenes.at(twoDirectories, 0), assignment(Scenes.directory(78)));

    assertThat(partition(Scenes.after(twoDirectories, decision)).leader())
        .isEqualTo(PartitionImage.NO_LEADER);
  }

  @Test
  void aReplicaWhoseDirectoryWasNotKnownGetsALeader() {
    MetadataImage lost = withOrders(inTwoDirectories(), 1, 1);
    AssignReplicasToDirs decider = new AssignReplicasToDirs();
    MetadataImage without =
        Scenes.after(lost, decider.decide(Scenes.at(lost, 0), assignment(Scenes.directory(78))));

    MetadataImage found =
        Scenes.after(
            without, decider.decide(Scenes.at(without, 0), assignment(Scenes.directory(77))));

    assertThat(partition(found).leader()).isEqualTo(1);
  }

  @Test
  void assignmentsOfOthersReplicasAndStaleBrokersAreRefused() {
    MetadataImage others = withOrders(brokers(1, 2), 1, 2);
    AssignReplicasToDirsRequest request = assignment(Scenes.directory(1));
    AssignReplicasToDirs decider = new AssignReplicasToDirs();

    assertThat(errors(decider.decide(Scenes.at(others, 0), request)))
        .containsExactly(ErrorCode.NOT_LEADER_OR_FOLLOWER.code());
    assertThat(errors(decider.decide(Scenes.at(brokers(1), 0), request)))
        .containsExactly(ErrorCode.UNKNOWN_TOPIC_ID.code());
    assertThat(
            decider
                .decide(Scenes.at(others, 0), request.toBuilder().brokerEpoch(5).build())
                .response()
                .errorCode())
        .isEqualTo(ErrorCode.STALE_BROKER_EPOCH.code());
  }

  @Test
  void directoriesAreNotAssignedWherePartitionsAreRecordedWithoutThem() {
    MetadataImage old =
        withOrders(inTwoDirectories(), 1, 1)
            .replay(new FeatureLevelRecord(FeaturesImage.METADATA_VERSION, (short) 16));

    Decision<AssignReplicasToDirsResponse> decision =
        new AssignReplicasToDirs().decide(Scenes.at(old, 0), assignment(Scenes.directory(77)));

    assertThat(decision.records()).isEmpty();
    assertThat(decision.response().errorCode()).isEqualTo(ErrorCode.UNSUPPORTED_VERSION.code());
  }

  private static MetadataImage inTwoDirectories() {
    return Scenes.image(
        Scenes.broker(1, false).toBuilder()
            .logDirs(List.of(Scenes.directory(1), Scenes.directory(77)))
            .build());
  }

  private static AssignReplicasToDirsRequest assignment(Uuid directory) {
    return AssignReplicasToDirsRequest.builder()
        .brokerId(1)
        .brokerEpoch(11)
        .directories(
            List.of(
                new AssignReplicasToDirsRequest.DirectoryData(
                    directory,
                    List.of(
                        new AssignReplicasToDirsRequest.TopicData(
                            ORDERS, List.of(new AssignReplicasToDirsRequest.PartitionData(0)))))))
        .build();
  }

  private static List<Short> errors(Decision<AssignReplicasToDirsResponse> decision) {
    return decision.response().directories().stream()
        .flatMap(directory -> directory.topics().stream())
        .flatMap(topic -> topic.partitions().stream())
        .map(AssignReplicasToDirsResponse.PartitionData::errorCode)
        .toList();
  }

  @Test
  void controllerTellsWhereItIsReached() {
    ControllerRegistrationRequest request =
        ControllerRegistrationRequest.builder()
            .controllerId(1)
            .incarnationId(new Uuid(5, 5))
            .listeners(List.of(new Listener("CONTROLLER", "here", 9093, (short) 0)))
            .build();

    Decision<ControllerRegistrationResponse> decision =
        new RegisterController().decide(Scenes.at(image, 0), request);

    assertThat(decision.response().errorCode()).isEqualTo(ErrorCode.NONE.code());
    assertThat(messages(decision))
        .containsExactly(
            RegisterControllerRecord.builder()
                .controllerId(1)
                .incarnationId(new Uuid(5, 5))
                .endPoints(List.of(new ControllerEndpoint("CONTROLLER", "here", 9093, (short) 0)))
                .build());
  }

  @Test
  void unfitBrokerIsNotRegistered() {
    assertThat(register(image, 3, "other", 30).response().errorCode())
        .isEqualTo(ErrorCode.INCONSISTENT_CLUSTER_ID.code());
    assertThat(register(image, 3, "cluster", 29).response().errorCode())
        .isEqualTo(ErrorCode.UNSUPPORTED_VERSION.code());
  }

  @Test
  void fencedBrokerIsUnfencedOnceItHasCaughtUp() {
    MetadataImage fenced = Scenes.image(Scenes.broker(1, true));
    BrokerHeartbeatRequest behind = heartbeat(1).currentMetadataOffset(10).build();
    BrokerHeartbeatRequest caughtUp = heartbeat(1).currentMetadataOffset(11).build();

    assertThat(beat(fenced, behind).records()).isEmpty();
    assertThat(beat(fenced, behind).response().isFenced()).isTrue();
    assertThat(messages(beat(fenced, caughtUp)))
        .containsExactly(
            BrokerRegistrationChangeRecord.builder()
                .brokerId(1)
                .brokerEpoch(11)
                .fenced((byte) -1)
                .build());
    assertThat(beat(fenced, caughtUp).response().isFenced()).isFalse();
  }

  @Test
  void brokerThatShutsDownIsFencedAndHandsOver() {
    Decision<BrokerHeartbeatResponse> decision =
        beat(image, heartbeat(1).currentMetadataOffset(11).wantShutDown(true).build());

    assertThat(messages(decision))
        .containsExactly(
            BrokerRegistrationChangeRecord.builder()
                .brokerId(1)
                .brokerEpoch(11)
                .fenced((byte) 1)
                .inControlledShutdown((byte) 1)
                .build(),
            PartitionChangeRecord.builder()
                .topicId(ORDERS)
                .partitionId(0)
                .isr(List.of(2))
                .leader(2)
                .build());
    assertThat(decision.response().shouldShutDown()).isTrue();
  }

  @Test
  void heartbeatWithoutAChangeRecordsNothing() {
    assertThat(beat(image, heartbeat(1).currentMetadataOffset(50).build()).records()).isEmpty();
  }

  @Test
  void staleOrUnknownBrokerIsTurnedAway() {
    assertThat(beat(image, heartbeat(1).brokerEpoch(3).build()).response().errorCode())
        .isEqualTo(ErrorCode.STALE_BROKER_EPOCH.code());
    assertThat(beat(image, heartbeat(9).build()).response().errorCode())
        .isEqualTo(ErrorCode.BROKER_ID_NOT_REGISTERED.code());
  }

  @Test
  void lastInSyncReplicaStaysInSyncWithoutLeading() {
    MetadataImage alone = withOrders(brokers(1), 1, 1);
    Decision<?> decision = beat(alone, heartbeat(1).wantFence(true).build());

    PartitionImage partition = partition(Scenes.after(alone, decision));
    assertThat(partition.leader()).isEqualTo(PartitionImage.NO_LEADER);
    assertThat(partition.isr()).containsExactly(1);
  }

  /** As Apache Kafka leaves a partition whose only replica was fenced. */
  @Test
  void eligibleReplicaOutsideTheIsrIsElected() {
    MetadataImage left =
        withOrders(Scenes.image(Scenes.broker(1, true)), 1, 1)
            .replay(emptyIsr().eligibleLeaderReplicas(List.of(1)).build());
    Decision<?> decision = beat(left, heartbeat(1).currentMetadataOffset(11).build());

    assertThat(messages(decision).get(1))
        .isEqualTo(
            PartitionChangeRecord.builder()
                .topicId(ORDERS)
                .partitionId(0)
                .isr(List.of(1))
                .leader(1)
                .eligibleLeaderReplicas(List.of())
                .lastKnownElr(List.of())
                .build());
  }

  @Test
  void lastKnownLeaderIsElectedAndRecovers() {
    MetadataImage left =
        withOrders(Scenes.image(Scenes.broker(1, true)), 1, 1).replay(emptyIsr().build());
    Decision<?> decision = beat(left, heartbeat(1).currentMetadataOffset(11).build());

    PartitionImage partition = partition(Scenes.after(left, decision));
    assertThat(partition.leader()).isEqualTo(1);
    assertThat(partition.isr()).containsExactly(1);
    assertThat(partition.leaderRecoveryState()).isEqualTo((byte) 1);
  }

  private static PartitionChangeRecord.Builder emptyIsr() {
    return PartitionChangeRecord.builder()
        .topicId(ORDERS)
        .partitionId(0)
        .isr(List.of())
        .leader(-1)
        .lastKnownElr(List.of(1));
  }

  @Test
  void unregisteredBrokerIsForgotten() {
    Decision<?> decision =
        new UnregisterBroker().decide(Scenes.at(image, 0), new UnregisterBrokerRequest(1));

    assertThat(messages(decision).get(0)).isEqualTo(new UnregisterBrokerRecord(1, 11));
    assertThat(Scenes.after(image, decision).cluster().broker(1)).isNull();
    assertThat(partition(Scenes.after(image, decision)).leader()).isEqualTo(2);
    assertThat(
            new UnregisterBroker()
                .decide(Scenes.at(image, 0), new UnregisterBrokerRequest(9))
                .response()
                .errorCode())
        .isEqualTo(ErrorCode.BROKER_ID_NOT_REGISTERED.code());
  }

  @Test
  void producerIdsComeInBlocks() {
    Decision<AllocateProducerIdsResponse> first =
        new AllocateProducerIds()
            .decide(Scenes.at(image, 0), new AllocateProducerIdsRequest(1, 11));

    assertThat(messages(first)).containsExactly(new ProducerIdsRecord(1, 11, 1_000));
    Decision<AllocateProducerIdsResponse> second =
        new AllocateProducerIds()
            .decide(
                Scenes.at(Scenes.after(image, first), 0), new AllocateProducerIdsRequest(2, 12));
    assertThat(second.response().producerIdStart()).isEqualTo(1_000);
    assertThat(second.response().producerIdLen()).isEqualTo(1_000);
  }

  @Test
  void preferredLeaderIsElected() {
    MetadataImage led =
        image.replay(
            PartitionChangeRecord.builder().topicId(ORDERS).partitionId(0).leader(2).build());

    assertThat(messages(elect(led, 0, "orders", 0)))
        .containsExactly(
            PartitionChangeRecord.builder().topicId(ORDERS).partitionId(0).leader(1).build());
    assertThat(electionError(elect(image, 0, "orders", 0)))
        .isEqualTo(ErrorCode.ELECTION_NOT_NEEDED);
    assertThat(electionError(elect(image, 1, "orders", 0)))
        .isEqualTo(ErrorCode.ELECTION_NOT_NEEDED);
    assertThat(electionError(elect(image, 0, "orders", 9)))
        .isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    assertThat(electionError(elect(image, 0, "nope", 0)))
        .isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
  }

  @Test
  void electionOfEverythingAnswersOnlyWhatChanged() {
    Decision<ElectLeadersResponse> decision =
        new ElectLeaders()
            .decide(
                Scenes.at(image, 2), ElectLeadersRequest.builder().topicPartitions(null).build());

    assertThat(decision.response().replicaElectionResults()).isEmpty();
  }

  @Test
  void leaderShrinksItsIsrByCompareAndSet() {
    Decision<AlterPartitionResponse> decision = alter(1, 0, 0, new BrokerState(1, 11));

    assertThat(messages(decision))
        .containsExactly(
            PartitionChangeRecord.builder().topicId(ORDERS).partitionId(0).isr(List.of(1)).build());
    AlterPartitionResponse.PartitionData result = only(decision);
    assertThat(result.isr()).containsExactly(1);
    assertThat(result.partitionEpoch()).isEqualTo(1);
    assertThat(result.leaderEpoch()).isZero();
  }

  @Test
  void eachRuleOfAnIsrChangeHasItsError() {
    BrokerState self = new BrokerState(1, 11);
    assertThat(error(alter(1, 5, 0, self))).isEqualTo(ErrorCode.NOT_CONTROLLER);
    assertThat(error(alter(1, 0, 5, self))).isEqualTo(ErrorCode.NOT_CONTROLLER);
    assertThat(error(alter(1, -1, 0, self))).isEqualTo(ErrorCode.FENCED_LEADER_EPOCH);
    assertThat(error(alter(1, 0, -1, self))).isEqualTo(ErrorCode.INVALID_UPDATE_VERSION);
    assertThat(error(alter(2, 0, 0, self))).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(error(alter(1, 0, 0, new BrokerState(2, 12)))).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(error(alter(1, 0, 0, self, new BrokerState(9, 1))))
        .isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(error(alter(1, 0, 0, self, new BrokerState(2, 3))))
        .isEqualTo(ErrorCode.INELIGIBLE_REPLICA);
  }

  private Decision<AlterPartitionResponse> alter(
      int broker, int leaderEpoch, int partitionEpoch, BrokerState... isr) {
    AlterPartitionRequest.PartitionData change =
        AlterPartitionRequest.PartitionData.builder()
            .partitionIndex(0)
            .leaderEpoch(leaderEpoch)
            .partitionEpoch(partitionEpoch)
            .newIsrWithEpochs(List.of(isr))
            .build();
    return new AlterPartition()
        .decide(
            Scenes.at(image, 3),
            new AlterPartitionRequest(
                broker,
                10 + broker,
                List.of(new AlterPartitionRequest.TopicData(ORDERS, List.of(change)))));
  }

  private static AlterPartitionResponse.PartitionData only(
      Decision<AlterPartitionResponse> decision) {
    return decision.response().topics().get(0).partitions().get(0);
  }

  private static ErrorCode error(Decision<AlterPartitionResponse> decision) {
    assertThat(decision.records()).isEmpty();
    return ErrorCode.of(only(decision).errorCode());
  }

  private static Decision<ElectLeadersResponse> elect(
      MetadataImage image, int type, String topic, int partition) {
    return new ElectLeaders()
        .decide(
            Scenes.at(image, 2),
            ElectLeadersRequest.builder()
                .electionType((byte) type)
                .topicPartitions(List.of(new TopicPartitions(topic, List.of(partition))))
                .build());
  }

  private static ErrorCode electionError(Decision<ElectLeadersResponse> decision) {
    assertThat(decision.records()).isEmpty();
    return ErrorCode.of(
        decision.response().replicaElectionResults().get(0).partitionResult().get(0).errorCode());
  }

  private static BrokerHeartbeatRequest.Builder heartbeat(int broker) {
    return BrokerHeartbeatRequest.builder().brokerId(broker).brokerEpoch(10 + broker);
  }

  private static Decision<BrokerHeartbeatResponse> beat(
      MetadataImage image, BrokerHeartbeatRequest request) {
    return new BrokerHeartbeat().decide(Scenes.at(image, 2), request);
  }

  private static Decision<BrokerRegistrationResponse> register(
      MetadataImage image, int broker, String cluster, int metadataVersion) {
    BrokerRegistrationRequest request =
        BrokerRegistrationRequest.builder()
            .brokerId(broker)
            .clusterId(cluster)
            .incarnationId(new Uuid(8, 8))
            .features(List.of(new Feature("metadata.version", (short) 7, (short) metadataVersion)))
            .rack(null)
            .logDirs(List.of(Scenes.directory(broker)))
            .build();
    return new RegisterBroker(Scenes.SETTINGS).decide(Scenes.at(image, 4), request);
  }

  private static PartitionImage partition(MetadataImage image) {
    @Nullable PartitionImage partition = image.partition(ORDERS, 0);
    return Objects.requireNonNull(partition);
  }

  private static List<ApiMessage> messages(Decision<?> decision) {
    return decision.records().stream().map(MetadataRecord::message).toList();
  }
}
