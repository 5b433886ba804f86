package io.ottla.replication.controller;

import io.ottla.replication.decider.AllDeciders;
import io.ottla.replication.image.FeaturesImage;
import io.ottla.replication.image.MetadataDelta;
import io.ottla.replication.quorum.LocalMetadataLog;
import io.ottla.replication.quorum.MetadataFormat;
import io.ottla.runtime.ManualClock;
import io.ottla.runtime.ManualLoop;
import io.ottla.storage.disk.Disk;
import io.ottla.storage.disk.RealDisk;
import io.ottla.storage.file.FileCache;
import io.ottla.storage.log.LogEnvironment;
import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.message.BrokerRegistrationRequest;
import io.ottla.wire.message.BrokerRegistrationRequest.Feature;
import io.ottla.wire.message.BrokerRegistrationRequest.Listener;
import io.ottla.wire.message.CreateTopicsRequest;
import io.ottla.wire.message.CreateTopicsRequest.CreatableTopic;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A controller on a real log in a directory, pumped by hand. One node, id 1. */
public final class ControllerHarness implements AutoCloseable {
  public static final int NODE = 1;
  public static final String CLUSTER = "MkU3OEVBNTcwNTJENDM2Qk";
  public static final Uuid DIRECTORY_ID = new Uuid(1, 2);
  public static final Map<String, FeatureRange> FEATURES =
      Map.of(
          FeaturesImage.METADATA_VERSION,
          ControllerSettings.METADATA_VERSIONS,
          FeaturesImage.GROUP_VERSION,
          new FeatureRange((short) 0, (short) 1));

  public final ManualClock clock = new ManualClock(1_700_000_000_000L);
  public final ManualLoop loop = new ManualLoop("controller", clock);
  public final ArrayDeque<Runnable> disk = new ArrayDeque<>();
  public final List<MetadataDelta> deltas = new ArrayList<>();
  public final ArrayDeque<Runnable> unapplied = new ArrayDeque<>();
  public final LocalMetadataLog log;
  public final MetadataPublisher publisher;
  public final Controller controller;
  public final BrokerLifecycle broker;
  public boolean holdDisk;
  public boolean holdApplier;
  public boolean leads;
  public @Nullable RuntimeException failure;

  private static final class Ids implements Supplier<Uuid> {
    private long next = 1_000;

    @Override
    public Uuid get() {
      return new Uuid(7, next++);
    }
  }

  public ControllerHarness(Path directory, Supplier<Uuid> ids) {
    this(directory, ids, new RealDisk());
  }

  public ControllerHarness(Path directory, Supplier<Uuid> ids, Disk realDisk) {
    this(directory, ids, realDisk, LocalMetadataLog.Settings.defaults(NODE, DIRECTORY_ID));
  }

  /** With a metadata log that takes no larger batch. */
  public ControllerHarness(Path directory, int segmentBytes) {
    this(
        directory,
        new Ids(),
        new RealDisk(),
        new LocalMetadataLog.Settings(
            NODE, DIRECTORY_ID, segmentBytes, Long.MAX_VALUE, Long.MAX_VALUE));
  }

  private ControllerHarness(
      Path directory, Supplier<Uuid> ids, Disk realDisk, LocalMetadataLog.Settings settingsOfLog) {
    MetadataFormat.ensure(realDisk, directory, PLAN, clock.wallMs());
    LogEnvironment environment =
        new LogEnvironment(new FileCache(realDisk, 100), loop, 86_400_000, false);
    Executor blocking = this::runOnDisk;
    log = LocalMetadataLog.open(loop, blocking, environment, directory, settingsOfLog);
    publisher = new MetadataPublisher(loop, List.of(this::apply));
    ControllerSettings settings =
        new ControllerSettings(CLUSTER, NODE, 1, (short) 1, true, FEATURES);
    controller =
        new Controller(
            loop,
            log,
            AllDeciders.create(settings, new FakeConfigs(), log::status),
            publisher,
            ids);
    broker = new BrokerLifecycle(controller, registration(ids));
    controller.start(
        MetadataFormat.bootstrapRecords(realDisk, directory),
        () -> leads = true,
        cause -> failure = cause);
    loop.runAll();
  }

  public ControllerHarness(Path directory) {
    this(directory, new Ids());
  }

  private static final MetadataFormat.Plan PLAN =
      new MetadataFormat.Plan(
          NODE,
          DIRECTORY_ID,
          Map.of(
              FeaturesImage.METADATA_VERSION,
              FeaturesImage.LATEST_METADATA_VERSION,
              FeaturesImage.GROUP_VERSION,
              (short) 1),
          List.of());

  /** Registers the broker and lets it serve. */
  public ControllerHarness serving() {
    broker.register(error -> check(error));
    loop.runAll();
    broker.serve(error -> check(error));
    loop.runAll();
    return this;
  }

  private static void check(ErrorCode error) {
    if (error != ErrorCode.NONE) {
      throw new AssertionError(error);
    }
  }

  /** Asks and runs everything that can run; the answers in the order they came. */
  public List<ApiMessage> ask(ApiMessage request, int version) {
    List<ApiMessage> answers = new ArrayList<>();
    controller.submit(
        new ControllerRequestContext((short) version, "User:test"), request, answers::add);
    loop.runAll();
    return answers;
  }

  public static CreateTopicsRequest newTopic(String name, int partitions) {
    return CreateTopicsRequest.builder()
        .topics(
            List.of(
                CreatableTopic.builder()
                    .name(name)
                    .numPartitions(partitions)
                    .replicationFactor((short) 1)
                    .build()))
        .build();
  }

  /** Does what the disk was asked to do and held back. */
  public void releaseDisk() {
    holdDisk = false;
    while (!disk.isEmpty()) {
      disk.remove().run();
      loop.runAll();
    }
  }

  private void runOnDisk(Runnable task) {
    if (holdDisk) {
      disk.add(task);
    } else {
      task.run();
    }
  }

  private void apply(MetadataDelta delta, Runnable applied) {
    deltas.add(delta);
    if (holdApplier) {
      unapplied.add(applied);
    } else {
      applied.run();
    }
  }

  private static BrokerRegistrationRequest registration(Supplier<Uuid> ids) {
    return BrokerRegistrationRequest.builder()
        .brokerId(NODE)
        .clusterId(CLUSTER)
        .incarnationId(ids.get())
        .listeners(List.of(new Listener("PLAINTEXT", "localhost", 9092, (short) 0)))
        .features(
            FEATURES.entrySet().stream()
                .map(f -> new Feature(f.getKey(), f.getValue().min(), f.getValue().max()))
                .toList())
        .rack(null)
        .logDirs(List.of(DIRECTORY_ID))
        .build();
  }

  @Override
  public void close() {
    log.close();
  }
}
