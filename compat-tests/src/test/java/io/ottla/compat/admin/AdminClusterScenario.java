package io.ottla.compat.admin;

import static io.ottla.compat.client.Clients.failure;
import static io.ottla.compat.client.Clients.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.client.Clients;
import io.ottla.compat.support.Maps;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.FeatureUpdate.UpgradeType;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.errors.ElectionNotNeededException;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@WithBroker
final class AdminClusterScenario {
  private final BrokerUnderTest broker;
  private final Clients clients;
  private final Admin admin;

  AdminClusterScenario(BrokerUnderTest broker) {
    this.broker = broker;
    clients = new Clients(broker);
    admin = clients.admin();
  }

  @AfterEach
  void close() {
    admin.close();
  }

  @Test
  void theClusterIsDescribed() {
    var cluster =
        admin.describeCluster(new DescribeClusterOptions().includeAuthorizedOperations(true));

    assertThat(get(cluster.clusterId())).hasSize(22);
    assertThat(get(cluster.controller()).id()).isEqualTo(1);
    assertThat(get(cluster.nodes()))
        .extracting(Node::id, Node::host, Node::port)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(1, "127.0.0.1", broker.port()));
    assertThat(get(cluster.authorizedOperations())).isNotEmpty();
  }

  @Test
  void theQuorumIsDescribed() {
    QuorumInfo quorum = get(admin.describeMetadataQuorum().quorumInfo());

    assertThat(quorum.leaderId()).isEqualTo(1);
    assertThat(quorum.voters()).hasSize(1);
    assertThat(quorum.observers()).isEmpty();
    assertThat(quorum.highWatermark()).isPositive();
    assertThat(quorum.voters().get(0).logEndOffset()).isPositive();
  }

  @Test
  void featuresAreDescribedAndADryRunOfAnUpdateIsValidated() {
    FeatureMetadata features = get(admin.describeFeatures().featureMetadata());

    assertThat(Maps.value(features.supportedFeatures(), "metadata.version").maxVersion())
        .isEqualTo((short) 30);
    get(
        admin
            .updateFeatures(
                Map.of("metadata.version", new FeatureUpdate((short) 30, UpgradeType.UPGRADE)),
                new UpdateFeaturesOptions().validateOnly(true))
            .all());
    assertThat(
            failure(
                admin
                    .updateFeatures(
                        Map.of(
                            "metadata.version", new FeatureUpdate((short) 99, UpgradeType.UPGRADE)),
                        new UpdateFeaturesOptions())
                    .all()))
        .hasMessageContaining("99");
  }

  @Test
  void logDirectoriesAreDescribed(TestNames names) {
    String topic = names.topic();
    clients.createTopic(topic, 1, Map.of());
    produce(topic, 1_000);

    Map<String, LogDirDescription> directories =
        Maps.value(get(admin.describeLogDirs(List.of(1)).allDescriptions()), 1);

    LogDirDescription directory = Maps.value(directories, broker.logDirectory().toString());
    assertThat(directory.error()).isNull();
    assertThat(directory.totalBytes().getAsLong()).isPositive();
    assertThat(directory.usableBytes().getAsLong()).isPositive();
    assertThat(Maps.value(directory.replicaInfos(), new TopicPartition(topic, 0)).size())
        .isPositive();
  }

  @Test
  void activeProducersAreDescribed(TestNames names) {
    String topic = names.topic();
    TopicPartition partition = new TopicPartition(topic, 0);
    clients.createTopic(topic, 1, Map.of());
    produce(topic, 10);

    List<ProducerState> producers =
        get(admin.describeProducers(List.of(partition)).partitionResult(partition))
            .activeProducers();

    assertThat(producers).hasSize(1);
    assertThat(producers.get(0).producerId()).isNotNegative();
    assertThat(producers.get(0).lastSequence()).isEqualTo(9);
    assertThat(producers.get(0).currentTransactionStartOffset()).isEmpty();
  }

  @Test
  void leadersNeedNoElection(TestNames names) {
    String topic = names.topic();
    TopicPartition known = new TopicPartition(topic, 0);
    TopicPartition unknown = new TopicPartition(topic + "-no", 0);
    clients.createTopic(topic, 1, Map.of());

    var result =
        get(admin.electLeaders(ElectionType.PREFERRED, Set.of(known, unknown)).partitions());

    assertThat(Maps.value(result, known).orElseThrow())
        .isInstanceOf(ElectionNotNeededException.class);
    assertThat(Maps.value(result, unknown).orElseThrow())
        .isInstanceOf(UnknownTopicOrPartitionException.class);
  }

  @Test
  void nothingIsBeingReassigned() {
    assertThat(get(admin.listPartitionReassignments().reassignments())).isEmpty();
  }

  @Test
  void accessControlIsOff() {
    assertThat(failure(admin.describeAcls(AclBindingFilter.ANY).values()))
        .isInstanceOf(SecurityDisabledException.class);
  }

  private void produce(String topic, int count) {
    try (KafkaProducer<String, String> producer = clients.producer()) {
      for (int i = 0; i < count; i++) {
        Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(topic, "v" + i));
      }
    }
  }
}
