package io.ottla.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.replication.controller.ControllerGateway;
import io.ottla.replication.image.DeltaBuilder;
import io.ottla.replication.image.FeaturesImage;
import io.ottla.replication.image.MetadataImage;
import io.ottla.runtime.ManualClock;
import io.ottla.runtime.ManualLoop;
import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.message.BrokerRegistrationRequest.Listener;
import io.ottla.wire.message.ControllerRegistrationRequest;
import io.ottla.wire.message.ControllerRegistrationResponse;
import io.ottla.wire.message.FeatureLevelRecord;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ControllerIntroductionTest {
  private final ManualLoop loop = new ManualLoop("controller", new ManualClock(0));
  private final List<ApiMessage> asked = new ArrayList<>();
  private final List<ErrorCode> answers = new ArrayList<>();
  private final ControllerIntroduction introduction =
      new ControllerIntroduction(loop, 1, new Uuid(5, 5));
  private MetadataImage image = MetadataImage.EMPTY;

  @Test
  void controllerIsRegisteredAtTheStart() {
    raiseTo(15);

    register(List.of(new Listener("CONTROLLER", "here", 9093, (short) 0)));

    assertThat(answers).containsExactly(ErrorCode.NONE);
    assertThat(asked).hasSize(1);
    assertThat(((ControllerRegistrationRequest) asked.get(0)).listeners())
        .hasToString("[Listener[name=CONTROLLER, host=here, port=9093, securityProtocol=0]]");
  }

  @Test
  void registrationWaitsUntilTheMetadataVersionKnowsControllers() {
    raiseTo(14);
    register(List.of(new Listener("CONTROLLER", "here", 9093, (short) 0)));
    assertThat(answers).containsExactly(ErrorCode.NONE);
    assertThat(asked).isEmpty();

    raiseTo(15);
    raiseTo(16);

    assertThat(asked).hasSize(1);
    assertThat(answers).hasSize(1);
  }

  @Test
  void withoutListenersThereIsNothingToTell() {
    register(List.of());
    raiseTo(15);

    assertThat(answers).containsExactly(ErrorCode.NONE);
    assertThat(asked).isEmpty();
  }

  private void register(List<Listener> listeners) {
    ControllerGateway gateway =
        (context, request, response) -> {
          asked.add(request);
          response.accept(ControllerRegistrationResponse.builder().build());
        };
    introduction.register(gateway, listeners, answers::add);
    loop.runAll();
  }

  private void raiseTo(int level) {
    DeltaBuilder delta = new DeltaBuilder(image);
    delta.replay(new FeatureLevelRecord(FeaturesImage.METADATA_VERSION, (short) level));
    image = delta.image();
    introduction.onVisible(delta.build(image.provenance()));
    loop.runAll();
  }
}
