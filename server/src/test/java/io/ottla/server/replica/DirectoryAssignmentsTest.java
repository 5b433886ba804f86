package io.ottla.server.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.replication.controller.ControllerGateway;
import io.ottla.replication.image.FeaturesImage;
import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.partition.PartitionId;
import io.ottla.runtime.ManualClock;
import io.ottla.runtime.ManualLoop;
import io.ottla.wire.message.AssignReplicasToDirsRequest;
import io.ottla.wire.message.AssignReplicasToDirsResponse;
import io.ottla.wire.message.FeatureLevelRecord;
import io.ottla.wire.protocol.Uuid;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DirectoryAssignmentsTest {
  private static final PartitionId ORDERS = new PartitionId(new Uuid(9, 1), "orders", 0);
  private static final PartitionId TAXES = new PartitionId(new Uuid(9, 2), "taxes", 0);

  private final ManualLoop background = new ManualLoop("background", new ManualClock(0));
  private final List<AssignReplicasToDirsRequest> asked = new ArrayList<>();
  private final DirectoryAssignments assignments = new DirectoryAssignments(background);
  private MetadataImage image = MetadataImage.EMPTY;

  private final ControllerGateway gateway =
      (context, request, response) -> {
        asked.add((AssignReplicasToDirsRequest) request);
        response.accept(AssignReplicasToDirsResponse.builder().build());
      };

  @Test
  void whatComesBeforeTheStartIsToldTogether() {
    raiseTo(17);
    assignments.add(ORDERS, new Uuid(5, 1));
    assignments.add(TAXES, new Uuid(5, 1));
    background.runAll();
    assertThat(asked).isEmpty();

    start();

    assertThat(asked).hasSize(1);
    assertThat(asked.get(0).brokerEpoch()).isEqualTo(11);
    assertThat(asked.get(0).directories()).hasSize(1);
    assertThat(asked.get(0).directories().get(0).topics()).hasSize(2);
  }

  @Test
  void nothingIsToldWhilePartitionsAreRecordedWithoutDirectories() {
    raiseTo(16);
    assignments.add(ORDERS, new Uuid(5, 1));
    start();
    assertThat(asked).isEmpty();

    raiseTo(17);
    assignments.add(TAXES, new Uuid(5, 1));
    background.runAll();

    assertThat(asked).hasSize(1);
  }

  private void start() {
    assignments.start(gateway, () -> image, 1, 11);
    background.runAll();
  }

  private void raiseTo(int level) {
    image = image.replay(new FeatureLevelRecord(FeaturesImage.METADATA_VERSION, (short) level));
  }
}
