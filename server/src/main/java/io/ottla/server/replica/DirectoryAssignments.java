package io.ottla.server.replica;

import io.ottla.replication.controller.ControllerGateway;
import io.ottla.replication.controller.ControllerRequestContext;
import io.ottla.replication.controller.MetadataView;
import io.ottla.replication.image.RecordVersions;
import io.ottla.replication.partition.PartitionId;
import io.ottla.runtime.EventLoop;
import io.ottla.wire.message.AssignReplicasToDirsRequest;
import io.ottla.wire.message.AssignReplicasToDirsRequest.DirectoryData;
import io.ottla.wire.message.AssignReplicasToDirsRequest.PartitionData;
import io.ottla.wire.message.AssignReplicasToDirsRequest.TopicData;
import io.ottla.wire.message.AssignReplicasToDirsResponse;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the controller which log directories hold this broker's replicas where the metadata does
 * not say so (KIP-858); nothing under a {@code metadata.version} that has no place for it. Owned by
 * the background loop; what is told may come from any thread. What comes before the broker is
 * registered waits, and what comes together is told together.
 */
public final class DirectoryAssignments {
  private static final Logger log = LoggerFactory.getLogger(DirectoryAssignments.class);

  private final EventLoop background;
  private final Map<PartitionId, Uuid> untold = new HashMap<>();
  private boolean isQueued;
  private @Nullable Teller teller;

  private record Teller(
      ControllerGateway gateway, MetadataView metadata, int brokerId, long brokerEpoch) {}

  /** Nothing is told yet. */
  public DirectoryAssignments(EventLoop background) {
    this.background = background;
  }

  /** The broker is registered: tells what has gathered, and all that comes. */
  public void start(
      ControllerGateway gateway, MetadataView metadata, int brokerId, long brokerEpoch) {
    background.execute(
        () -> {
          teller = new Teller(gateway, metadata, brokerId, brokerEpoch);
          tell();
        });
  }

  /** A replica lies in a directory. */
  public void add(PartitionId replica, Uuid directory) {
    background.executeOrRun(
        () -> {
          untold.put(replica, directory);
          if (!isQueued) {
            isQueued = true;
            background.execute(this::tell);
          }
        });
  }

  private void tell() {
    isQueued = false;
    Teller now = teller;
    if (now == null || untold.isEmpty()) {
      return;
    }
    int metadataVersion = now.metadata().image().features().metadataVersion();
    if (!RecordVersions.knowsDirectories(metadataVersion)) {
      untold.clear(); // the next start tells all that the metadata does not say by then
      return;
    }
    AssignReplicasToDirsRequest request =
        AssignReplicasToDirsRequest.builder()
            .brokerId(now.brokerId())
            .brokerEpoch(now.brokerEpoch())
            .directories(directories())
            .build();
    untold.clear();
    now.gateway()
        .submit(
            ControllerRequestContext.ofBroker(AssignReplicasToDirsRequest.HIGHEST_VERSION),
            request,
            response -> {
              ErrorCode error = ErrorCode.of(((AssignReplicasToDirsResponse) response).errorCode());
              if (error != ErrorCode.NONE) {
                log.error("directories of replicas not told error={}", error);
              }
            });
  }

  private List<DirectoryData> directories() {
    Map<Uuid, Map<Uuid, List<PartitionData>>> byDirectory = new HashMap<>();
    untold.forEach(
        (id, directory) ->
            byDirectory
                .computeIfAbsent(directory, unused -> new HashMap<>())
                .computeIfAbsent(id.topicId(), unused -> new ArrayList<>())
                .add(new PartitionData(id.partition())));
    List<DirectoryData> directories = new ArrayList<>();
    byDirectory.forEach(
        (directory, byTopic) -> {
          List<TopicData> topics = new ArrayList<>();
          byTopic.forEach((topic, partitions) -> topics.add(new TopicData(topic, partitions)));
          directories.add(new DirectoryData(directory, topics));
        });
    return directories;
  }
}
