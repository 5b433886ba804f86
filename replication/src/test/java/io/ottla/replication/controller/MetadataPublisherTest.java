package io.ottla.replication.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.replication.image.MetadataDelta;
import io.ottla.replication.image.MetadataImage;
import io.ottla.runtime.ManualClock;
import io.ottla.runtime.ManualLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MetadataPublisherTest {
  private static final MetadataDelta CHANGE =
      new MetadataDelta(
          MetadataImage.EMPTY,
          MetadataImage.EMPTY,
          Set.of(),
          Set.of(),
          Map.of(),
          Set.of(),
          Set.of());

  private final ManualLoop loop = new ManualLoop("controller", new ManualClock(0));
  private final List<String> heard = new ArrayList<>();
  private final List<Runnable> unfinished = new ArrayList<>();

  private final MetadataApplier slow =
      new MetadataApplier() {
        @Override
        public void apply(MetadataDelta delta, Runnable applied) {
          heard.add("apply");
          unfinished.add(applied);
        }

        @Override
        public void onVisible(MetadataDelta delta) {
          heard.add("visible");
        }
      };

  @Test
  void anApplierHearsThatTheImageIsVisibleBeforeTheAnswerAndTheNextChange() {
    MetadataPublisher publisher = new MetadataPublisher(loop, List.of(slow));
    publisher.publish(CHANGE, () -> heard.add("answer"));
    publisher.publish(CHANGE, () -> heard.add("answer"));
    assertThat(heard).containsExactly("apply");

    unfinished.get(0).run();
    loop.runAll();

    assertThat(heard).containsExactly("apply", "visible", "answer", "apply");
  }
}
