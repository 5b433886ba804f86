package io.ottla.storage.dir;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.runtime.ManualClock;
import io.ottla.runtime.ManualLoop;
import io.ottla.storage.disk.SimDisk;
import io.ottla.storage.disk.SimFaults;
import io.ottla.storage.disk.StorageException;
import io.ottla.storage.file.FileCache;
import io.ottla.storage.log.LogConfig;
import io.ottla.storage.log.LogEnvironment;
import io.ottla.storage.log.RecoveryProgress;
import io.ottla.wire.protocol.Uuid;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Several log directories, of which one fails at any operation on it, while logs are filled, moved,
 * deleted and made anew, and the power goes. The other directories serve on whatever happens; what
 * was flushed is there again once the power and the failed directory are back. Seeds as in {@code
 * PartitionLogSimulation}.
 */
class DirectoryFailureSimulation {
  private static final int DEFAULT_SEEDS = 2_000;
  private static final int STEPS = 120;
  private static final int DIRECTORIES = 3;
  private static final int PARTITIONS = 5;
  private static final Path ROOT = Path.of("/sim");

  @Test
  void theOtherDirectoriesServeOnAndNothingFlushedIsLost() {
    Long single = Long.getLong("ottla.sim.seed");
    long first = single == null ? 0 : single;
    long count = single == null ? Integer.getInteger("ottla.sim.seeds", DEFAULT_SEEDS) : 1;
    for (long seed = first; seed < first + count; seed++) {
      try {
        new Run(seed).run();
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("-Dottla.sim.seed=" + seed, e);
      }
    }
  }

  private static final class Run {
    private final Random random;
    private final SimDisk disk = new SimDisk();
    private final ManualClock clock = new ManualClock(1_700_000_000_000L);
    private ManualLoop background = new ManualLoop("background", clock);
    private final LogConfig config;
    private final List<ReplicaModel> replicas = new ArrayList<>();
    private LogManager manager;
    private boolean isShutDown;

    Run(long seed) {
      random = new Random(seed);
      config =
          LogConfig.DEFAULT
              .withRoll(
                  new LogConfig.Roll(
                      600 + random.nextInt(2_000), 604_800_000L, 0, 10_485_760, 64, false))
              .withRetention(new LogConfig.Retention(true, -1, -1, 50));
      disk.createDirectories(ROOT);
      disk.syncDirectory(Path.of("/"));
      for (int i = 0; i < DIRECTORIES; i++) {
        disk.createDirectories(path(i));
      }
      disk.syncDirectory(ROOT);
      for (int i = 0; i < PARTITIONS; i++) {
        replicas.add(new ReplicaModel(new PartitionName("t", i), random));
      }
      manager = start();
    }

    private static Path path(int directory) {
      return ROOT.resolve("d" + directory);
    }

    private LogManager start() {
      clock.advanceMs(1); // no start is in the same millisecond as another
      background = new ManualLoop("background", clock);
      List<LogDirectory> directories = new ArrayList<>();
      for (int i = 0; i < DIRECTORIES; i++) {
        directories.add(LogDirectory.open(disk, path(i), new Uuid(7, i)));
      }
      LogEnvironment environment =
          new LogEnvironment(new FileCache(disk, 6), background, 86_400_000, false);
      LogManager started = new LogManager(environment, directories, failed -> {});
      started.loadAll(
          topic -> config,
          log -> replicas.stream().anyMatch(replica -> replica.owns(log)),
          RecoveryProgress.SILENT,
          tasks -> tasks.forEach(loads -> loads.forEach(Runnable::run)));
      return started;
    }

    void run() {
      for (int i = 0; i < STEPS; i++) {
        try {
          step();
          background.advanceMs(random.nextInt(30));
          checkThoseOnline();
        } catch (SimFaults.PowerLoss e) {
          losePower();
        }
      }
      losePower();
      checkThoseOnline();
    }

    private void step() {
      ReplicaModel replica = replicas.get(random.nextInt(PARTITIONS));
      switch (random.nextInt(22)) {
        case 0 -> failADirectory();
        case 1 -> losePower();
        case 2 -> disk.faults().losePowerAfter(random.nextInt(60));
        case 3, 4 -> with(replica, this::beginMove);
        case 5, 6, 7 -> manager.placement().moves().forEach(this::moveOn);
        case 8 -> manager.checkpoint();
        case 9, 10 -> with(replica, log -> flush(replica, log));
        case 11 -> delete(replica);
        case 12 -> restart();
        case 13, 14 -> with(replica, log -> guarded(log, log.log().upkeep()::noteSegments));
        default -> with(replica, log -> guarded(log, () -> replica.append(log.log(), clock)));
      }
    }

    /** Does something with a log that is served, made where there is none. */
    private void with(ReplicaModel replica, Consumer<ManagedLog> action) {
      ManagedLog log = manager.find(replica.name());
      if (log == null) {
        LogDirectory target = manager.leastLoaded();
        if (target == null || replica.isKnownElsewhere(manager)) {
          return;
        }
        log = create(replica, target);
      }
      if (log != null && log.directory().isOnline()) {
        action.accept(log);
      }
    }

    private @Nullable ManagedLog create(ReplicaModel replica, LogDirectory target) {
      try {
        ManagedLog created = manager.create(replica.name(), replica.topicId(), config, target);
        replica.onCreated(target.id());
        return created;
      } catch (StorageException e) {
        manager.fail(target, String.valueOf(e.getMessage()));
        return null;
      }
    }

    private void guarded(ManagedLog log, Runnable action) {
      try {
        action.run();
      } catch (StorageException e) {
        manager.fail(log.directory(), String.valueOf(e.getMessage()));
      }
    }

    private void failADirectory() {
      if (disk.faults().failing() == null) {
        disk.faults().failAfter(path(random.nextInt(DIRECTORIES)), random.nextInt(40));
      }
    }

    private void flush(ReplicaModel replica, ManagedLog log) {
      guarded(
          log,
          () -> {
            log.log().flushNow();
            replica.onFlushed(log.log().recoveryPoint());
          });
    }

    private void delete(ReplicaModel replica) {
      ManagedLog log = manager.find(replica.name());
      if (log != null && manager.placement().moveOf(replica.name()) == null) {
        manager.delete(replica.name());
        replica.renew(random);
      }
    }

    private void beginMove(ManagedLog log) {
      LogDirectory target = manager.directories().get(random.nextInt(DIRECTORIES));
      if (target.isOnline()
          && target != log.directory()
          && manager.placement().moveOf(log.name()) == null) {
        try {
          var unused = manager.beginMove(log, target);
        } catch (StorageException e) {
          manager.fail(target, String.valueOf(e.getMessage()));
        }
      }
    }

    private void moveOn(LogMove move) {
      if (!move.from().directory().isOnline() || !move.copy().directory().isOnline()) {
        manager.abandon(move);
        return;
      }
      try {
        if (move.copyOn() > 0) {
          return;
        }
        move.flush();
        if (move.catchUp()) {
          manager.exchange(move);
        }
      } catch (StorageException e) {
        manager.fail(move.directoryOf(e), String.valueOf(e.getMessage()));
        manager.abandon(move);
      }
    }

    private void restart() {
      manager.placement().moves().forEach(manager::abandon);
      manager.closeCleanly(1, tasks -> tasks.forEach(closes -> closes.forEach(Runnable::run)));
      isShutDown = true;
      losePower();
    }

    // After a stop in order, power that goes takes nothing: all is on disk.
    private void losePower() {
      boolean wasShutDown = isShutDown;
      isShutDown = false;
      List<LogDirectory> online =
          manager.directories().stream().filter(LogDirectory::isOnline).toList();
      if (wasShutDown) {
        replicas.forEach(replica -> replica.onStopped(manager, online));
      }
      disk.faults().repair();
      boolean isStarted = false;
      while (!isStarted) {
        disk.killOrCrash(random);
        if (random.nextInt(4) == 0) {
          disk.faults().losePowerAfter(random.nextInt(60));
        }
        try {
          manager = start();
          isStarted = true;
        } catch (SimFaults.PowerLoss e) {
          isStarted = false;
        }
      }
      disk.faults().losePowerAfter(SimFaults.NEVER);
      assertThat(manager.directories()).allMatch(LogDirectory::isOnline);
      replicas.forEach(replica -> replica.reconcile(manager));
    }

    private void checkThoseOnline() {
      Path failing = disk.faults().failing();
      for (LogDirectory directory : manager.directories()) {
        boolean isHit = failing != null && directory.path().equals(failing);
        assertThat(directory.isOnline() || isHit).as("%s serves on", directory).isTrue();
        if (!isHit) {
          replicas.forEach(replica -> replica.check(manager, directory));
        }
      }
    }
  }
}
