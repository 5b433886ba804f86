package io.ottla.replication.partition;

import io.ottla.replication.controller.MetadataApplier;
import io.ottla.replication.image.ConfigResource;
import io.ottla.replication.image.MetadataDelta;
import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.image.PartitionImage;
import io.ottla.replication.image.TopicImage;
import io.ottla.runtime.EventLoop;
import io.ottla.storage.disk.DiskFullException;
import io.ottla.storage.log.PartitionLog;
import io.ottla.wire.protocol.Uuid;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes this broker's replicas follow the metadata. Logs are opened on the background loop, which
 * may block; what a partition becomes is told on its own loop.
 */
public final class PartitionApplier implements MetadataApplier {
  private static final Logger log = LoggerFactory.getLogger(PartitionApplier.class);

  /** How often a full disk is asked again for room for a log. */
  private static final long RETRY_MS = 5_000;

  private final int brokerId;
  private final PartitionRegistry registry;
  private final ReplicaLogs logs;
  private final TopicSettingsSource settings;
  private final PartitionLifecycle lifecycle;
  private final Function<PartitionId, EventLoop> loops;
  private final EventLoop background;

  /** Replicas for whose logs the disk had no room. Background loop. */
  private final Set<PartitionId> waitingForRoom = new LinkedHashSet<>();

  /** The last image that was applied. Background loop. */
  private MetadataImage latest = MetadataImage.EMPTY;

  /**
   * An applier for one broker.
   *
   * @param loops decides which loop owns a partition; always the same one for the same partition
   */
  public PartitionApplier(
      int brokerId,
      PartitionRegistry registry,
      ReplicaLogs logs,
      TopicSettingsSource settings,
      PartitionLifecycle lifecycle,
      Function<PartitionId, EventLoop> loops,
      EventLoop background) {
    this.brokerId = brokerId;
    this.registry = registry;
    this.logs = logs;
    this.settings = settings;
    this.lifecycle = lifecycle;
    this.loops = loops;
    this.background = background;
  }

  @Override
  public void apply(MetadataDelta delta, Runnable applied) {
    background.execute(() -> carryOut(delta, new Countdown(applied)));
  }

  private void carryOut(MetadataDelta delta, Countdown countdown) {
    latest = delta.image();
    try {
      delta.deletedTopics().forEach(topic -> deleteTopic(topic, countdown));
      for (Map.Entry<Uuid, SortedSet<Integer>> changed : delta.changedPartitions().entrySet()) {
        TopicImage topic = delta.image().topic(changed.getKey());
        if (topic != null) {
          changeTopic(delta, topic, changed.getValue(), countdown);
        }
      }
      changeSettings(delta, countdown);
    } finally {
      countdown.done(); // whoever waits would do so for ever, and all later changes with him
    }
  }

  private void deleteTopic(Uuid topicId, Countdown countdown) {
    List<Partition> partitions = registry.ofTopic(topicId);
    registry.removeTopic(topicId);
    for (Partition partition : partitions) {
      countdown.begin();
      partition
          .loop()
          .execute(
              () -> {
                partition.retire();
                lifecycle.onResigned(partition);
                background.execute(
                    () -> {
                      logs.delete(partition.id(), partition.log());
                      countdown.done();
                    });
              });
    }
  }

  private void changeTopic(
      MetadataDelta delta, TopicImage topic, SortedSet<Integer> numbers, Countdown countdown) {
    TopicSettings topicSettings = settings.settings(delta.image(), topic.name());
    for (int number : numbers) {
      changePartition(topic, number, topicSettings, countdown);
    }
  }

  private void changePartition(
      TopicImage topic, int number, TopicSettings topicSettings, Countdown countdown) {
    PartitionImage image = topic.partition(number);
    Uuid directory = image == null ? null : image.directoryOf(brokerId);
    if (image == null || directory == null) {
      return;
    }
    PartitionId id = new PartitionId(topic.id(), topic.name(), number);
    try {
      Partition partition = findOrOpen(id, directory, topicSettings);
      if (partition != null) {
        become(partition, image, countdown);
      }
      waitingForRoom.remove(id);
    } catch (DiskFullException e) {
      waitForRoom(id, e);
    }
  }

  private void waitForRoom(PartitionId id, DiskFullException full) {
    if (waitingForRoom.add(id)) {
      log.error("partition not served yet partition={} reason=\"{}\"", id, full.getMessage());
      if (waitingForRoom.size() == 1) {
        background.schedule(RETRY_MS, this::tryAgain);
      }
    }
  }

  private void tryAgain() {
    for (PartitionId id : List.copyOf(waitingForRoom)) {
      TopicImage topic = latest.topic(id.topicId());
      if (topic == null) {
        waitingForRoom.remove(id);
      } else {
        TopicSettings topicSettings = settings.settings(latest, topic.name());
        changePartition(topic, id.partition(), topicSettings, new Countdown(() -> {}));
      }
    }
    if (!waitingForRoom.isEmpty()) {
      background.schedule(RETRY_MS, this::tryAgain);
    }
  }

  private @Nullable Partition findOrOpen(
      PartitionId id, Uuid directory, TopicSettings topicSettings) {
    Partition existing = registry.find(id.topicId(), id.partition());
    if (existing != null) {
      return existing;
    }
    PartitionLog log = logs.open(id, directory, topicSettings);
    if (log == null) {
      registry.addUnserved(id);
      return null;
    }
    Partition opened = new Partition(id, loops.apply(id), log, topicSettings, logs::onFailure);
    registry.add(opened);
    return opened;
  }

  private void become(Partition partition, PartitionImage image, Countdown countdown) {
    Leadership next =
        new Leadership(
            image.leader() == brokerId,
            image.leader(),
            image.leaderEpoch(),
            image.isr(),
            image.replicas().size());
    countdown.begin();
    partition
        .loop()
        .execute(
            () -> {
              Leadership before = partition.leadership();
              partition.become(next);
              if (next.isLeader() && next.leaderEpoch() > before.leaderEpoch()) {
                lifecycle.onLeader(partition, next.leaderEpoch());
              } else if (!next.isLeader() && before.isLeader()) {
                lifecycle.onResigned(partition);
              }
              countdown.done();
            });
  }

  private void changeSettings(MetadataDelta delta, Countdown countdown) {
    boolean all = delta.changedConfigs().stream().anyMatch(r -> r.type() == ConfigResource.BROKER);
    for (ConfigResource resource : delta.changedConfigs()) {
      @Nullable TopicImage topic =
          resource.type() == ConfigResource.TOPIC && !all
              ? delta.image().topic(resource.name())
              : null;
      if (topic != null) {
        changeSettings(delta, topic, countdown);
      }
    }
    if (all) {
      delta.image().topics().topics().forEach(topic -> changeSettings(delta, topic, countdown));
    }
  }

  private void changeSettings(MetadataDelta delta, TopicImage topic, Countdown countdown) {
    TopicSettings changed = settings.settings(delta.image(), topic.name());
    for (Partition partition : registry.ofTopic(topic.id())) {
      countdown.begin();
      partition
          .loop()
          .execute(
              () -> {
                partition.update(changed);
                countdown.done();
              });
    }
  }

  /** Runs an action once everything that began is done; starts with one thing begun. */
  private static final class Countdown {
    private final AtomicInteger open = new AtomicInteger(1);
    private final Runnable action;

    Countdown(Runnable action) {
      this.action = action;
    }

    void begin() {
      open.incrementAndGet();
    }

    void done() {
      if (open.decrementAndGet() == 0) {
        action.run();
      }
    }
  }
}
