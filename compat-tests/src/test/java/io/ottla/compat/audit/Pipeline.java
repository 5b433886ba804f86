package io.ottla.compat.audit;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.client.VersionedClients;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Two workers of one client release in one group, and the journal they share. */
final class Pipeline {
  static final int WORKERS = 2;

  final String name;
  final Journal journal = new Journal();
  private final Release release;
  private final BrokerUnderTest broker;
  private final String input;
  private final List<Running> workers = new ArrayList<>();
  private final List<Running> retired = new ArrayList<>();
  private int incarnations;

  /** A client release and how its group shall work. */
  record Release(String version, String label, Map<String, String> groupSettings) {
    /** A group of the classic protocol with an assignor of the clients. */
    static Release classic(String version, String assignor) {
      return new Release(
          version,
          assignor,
          Map.of(
              "session.timeout.ms", "4000",
              "heartbeat.interval.ms", "300",
              "partition.assignment.strategy", "org.apache.kafka.clients.consumer." + assignor));
    }

    /** A group of the new protocol. */
    static Release consumer(String version) {
      return new Release(version, "KIP-848", Map.of("group.protocol", "consumer"));
    }
  }

  private static final class Running {
    final Thread thread;
    volatile boolean stopped;
    volatile @Nullable Throwable failure;

    Running(Release release, Worker.Task task, Journal journal) {
      thread =
          new Thread(
              () -> {
                try {
                  VersionedClients.use(
                      release.version(),
                      Worker.class,
                      PortableWorker.class,
                      worker -> worker.work(task, journal, () -> stopped));
                } catch (Throwable e) {
                  failure = e;
                }
              },
              task.name());
      thread.start();
    }

    void requireSound() {
      if (failure != null) {
        throw new AssertionError(thread.getName() + " failed: " + failure, failure);
      }
    }
  }

  Pipeline(String name, Release release, BrokerUnderTest broker, String input) {
    this.name = name;
    this.release = release;
    this.broker = broker;
    this.input = input;
  }

  String output() {
    return name + "-output";
  }

  String ledger() {
    return name + "-ledger";
  }

  String group() {
    return name + "-group";
  }

  Release release() {
    return release;
  }

  void start() {
    for (int slot = 0; slot < WORKERS; slot++) {
      workers.add(launch(slot));
    }
  }

  private Running launch(int slot) {
    String worker = name + "-" + slot + "-" + ++incarnations;
    Worker.Task task =
        new Worker.Task(
            worker,
            broker.bootstrapServers(),
            group(),
            release.groupSettings(),
            name + "-" + slot,
            input,
            output(),
            ledger(),
            worker.hashCode());
    return new Running(release, task, journal);
  }

  /**
   * Puts a new worker in the place of another, which was told to leave, or which works on with the
   * same transactional id until it is fenced.
   */
  void replaceOne(Random random) throws InterruptedException {
    int slot = random.nextInt(WORKERS);
    if (random.nextBoolean()) {
      stop(workers.get(slot));
    }
    retired.add(workers.set(slot, launch(slot)));
  }

  /** Starts a new worker where one was fenced; fails where one broke. */
  void replaceEnded() {
    for (int slot = 0; slot < WORKERS; slot++) {
      if (!workers.get(slot).thread.isAlive()) {
        workers.get(slot).requireSound();
        retired.add(workers.set(slot, launch(slot)));
      }
    }
  }

  /** Ends all workers, each after its transaction. */
  void stop() throws InterruptedException {
    List<Running> all = new ArrayList<>(workers);
    all.addAll(retired);
    all.forEach(worker -> worker.stopped = true);
    for (Running worker : all) {
      stop(worker);
    }
  }

  private static void stop(Running worker) throws InterruptedException {
    worker.stopped = true;
    worker.thread.join();
    worker.requireSound();
  }
}
