package io.ottla.server.handler;

import io.ottla.replication.controller.ControllerGateway;
import io.ottla.replication.controller.ControllerRequestContext;
import io.ottla.replication.controller.MetadataView;
import io.ottla.replication.controller.MutationQuota;
import io.ottla.replication.image.ConfigResource;
import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.image.Provenance;
import io.ottla.replication.image.TopicImage;
import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.message.CreateTopicsRequest;
import io.ottla.wire.message.CreateTopicsRequest.CreatableTopic;
import io.ottla.wire.message.CreateTopicsResponse;
import io.ottla.wire.message.CreateTopicsResponse.CreatableTopicResult;
import io.ottla.wire.message.PartitionChangeRecord;
import io.ottla.wire.message.PartitionRecord;
import io.ottla.wire.message.RegisterBrokerRecord;
import io.ottla.wire.message.RegisterBrokerRecord.BrokerEndpoint;
import io.ottla.wire.message.RegisterControllerRecord;
import io.ottla.wire.message.RegisterControllerRecord.ControllerEndpoint;
import io.ottla.wire.message.TopicRecord;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A cluster that is nothing but its metadata: broker 1 is this one, and the controller does what
 * the test tells it; without being told, it creates topics of one partition.
 */
public final class Cluster implements MetadataView, ControllerGateway {
  static final Identity IDENTITY = new Identity("cluster", 1);
  static final Uuid DIRECTORY = new Uuid(7, 7);

  private final List<ApiMessage> submitted = new ArrayList<>();
  private MetadataImage image = MetadataImage.EMPTY;
  private Function<ApiMessage, ApiMessage> controller =
      request -> create((CreateTopicsRequest) request);
  private long nextId = 100;

  /** Broker 1 with a listener for clients, and the controller on the same node. */
  public static Cluster ofOneBroker() {
    Cluster cluster = new Cluster();
    cluster.broker(1, "broker1", false);
    cluster.replay(
        RegisterControllerRecord.builder()
            .controllerId(1)
            .endPoints(List.of(new ControllerEndpoint("CONTROLLER", "node1", 9093, (short) 0)))
            .build());
    return cluster;
  }

  /** Passes requests on to this cluster's controller; nobody has a quota. */
  Forwarder forwarder() {
    return new Forwarder(this, context -> MutationQuota.UNLIMITED);
  }

  @Override
  public MetadataImage image() {
    return image;
  }

  @Override
  public void submit(
      ControllerRequestContext context, ApiMessage request, Consumer<ApiMessage> response) {
    submitted.add(request);
    response.accept(controller.apply(request));
  }

  /** What was submitted so far. */
  List<ApiMessage> submitted() {
    return submitted;
  }

  /** From now on the controller answers like this. */
  void controller(Function<ApiMessage, ApiMessage> behaviour) {
    controller = behaviour;
  }

  /** Registers a broker that listens at port 9092 of the host. */
  void broker(int id, String host, boolean fenced) {
    replay(
        RegisterBrokerRecord.builder()
            .brokerId(id)
            .endPoints(List.of(new BrokerEndpoint("PLAINTEXT", host, 9092, (short) 0)))
            .rack("rack" + id)
            .fenced(fenced)
            .logDirs(List.of(DIRECTORY))
            .build());
  }

  /** Creates a topic whose partitions live on the brokers, the first of them leading. */
  public TopicImage topic(String name, int partitions, Integer... replicas) {
    Uuid id = new Uuid(1, nextId++);
    replay(new TopicRecord(name, id));
    for (int partition = 0; partition < partitions; partition++) {
      List<Integer> brokers = replicas.length == 0 ? List.of(1) : List.of(replicas);
      replay(
          PartitionRecord.builder()
              .topicId(id)
              .partitionId(partition)
              .replicas(brokers)
              .isr(brokers)
              .leader(brokers.get(0))
              .leaderEpoch(5)
              .build());
    }
    return Objects.requireNonNull(image.topic(name));
  }

  /** Changes a partition. */
  void change(PartitionChangeRecord change) {
    replay(change);
  }

  /** Sets a configuration. */
  void config(ConfigResource resource, String key, String value) {
    replay(resource.set(key, value).message());
  }

  void replay(ApiMessage record) {
    long offset = image.provenance().offset() + 1;
    image = image.replay(record).at(new Provenance(offset, 1, 0));
  }

  private CreateTopicsResponse create(CreateTopicsRequest request) {
    List<CreatableTopicResult> results = new ArrayList<>();
    for (CreatableTopic topic : request.topics()) {
      boolean exists = image.topic(topic.name()) != null;
      if (!exists) {
        topic(topic.name(), Math.max(1, topic.numPartitions()));
      }
      ErrorCode error = exists ? ErrorCode.TOPIC_ALREADY_EXISTS : ErrorCode.NONE;
      results.add(
          CreatableTopicResult.builder().name(topic.name()).errorCode(error.code()).build());
    }
    return new CreateTopicsResponse(0, results);
  }
}
