package io.ottla.coordinator.shard;

import io.ottla.runtime.EventLoop;
import io.ottla.runtime.Invariant;
import io.ottla.wire.protocol.ErrorCode;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition of an internal topic with its state machine, from the election of this broker to
 * the loss of its leadership. Its methods may be called from any thread; the work is done on the
 * loop of the partition.
 */
public final class Shard<S extends StateMachine> {
  private static final Logger LOG = LoggerFactory.getLogger(Shard.class);

  private final String name;
  private final ShardConfig config;
  private final ShardLog log;
  private final EventLoop loop;
  private final CommitQueue commits;
  private final ShardTimers timers;
  private final Journal journal;
  private final S machine;
  private final RecordCodec codec;
  private final Loads loads;
  private @Nullable ShardLoader loader;
  private volatile ShardPhase phase = ShardPhase.LOADING;

  Shard(
      int partition,
      int leaderEpoch,
      ShardConfig config,
      ShardLog log,
      RecordCodec codec,
      Function<ShardContext, S> newMachine,
      Loads loads) {
    this.name = config.topic() + "-" + partition;
    this.config = config;
    this.log = log;
    this.loop = log.loop();
    this.codec = codec;
    this.loads = loads;
    this.commits = new CommitQueue(loop, config.commitTimeoutMs());
    this.timers = new ShardTimers(loop, this::guarded);
    this.journal = new ShardJournal(config, log, commits, this::machine);
    this.machine =
        newMachine.apply(
            new ShardContext(
                partition, leaderEpoch, loop.clock(), this::runInside, journal, timers));
  }

  /** The state machine, for what may be asked from any thread. */
  public S machine() {
    return machine;
  }

  /** What a request would be told at this moment; NONE where it would be served. */
  public ErrorCode availability() {
    return phase.availability();
  }

  /**
   * Lets the state machine work on a request.
   *
   * @param onError makes the response that carries an error
   * @param respond gets the response once it may leave; called on the shard's loop
   */
  public <T> void run(
      Function<ErrorCode, T> onError, Consumer<T> respond, BiConsumer<S, Reply<T>> work) {
    loop.executeOrRun(() -> runOnLoop(onError, respond, work));
  }

  /** Decides, writes what was decided, and answers once it is committed. */
  public <T> void decide(
      Function<ErrorCode, T> onError, Consumer<T> respond, Function<S, Decision<T>> decide) {
    decide(onError, respond, decide, journal::write);
  }

  /** As {@link #decide}, of records that belong to a producer's transaction. */
  public <T> void decideTransactional(
      long producerId,
      short producerEpoch,
      Function<ErrorCode, T> onError,
      Consumer<T> respond,
      Function<S, Decision<T>> decide) {
    decide(
        onError,
        respond,
        decide,
        records -> journal.writeTransactional(producerId, producerEpoch, records));
  }

  private <T> void decide(
      Function<ErrorCode, T> onError,
      Consumer<T> respond,
      Function<S, Decision<T>> decide,
      Function<List<CoordinatorRecord>, ErrorCode> write) {
    run(
        onError,
        respond,
        (state, reply) -> {
          Decision<T> decision = decide.apply(state);
          answer(reply, write.apply(decision.records()), decision.response());
        });
  }

  private static <T> void answer(Reply<T> reply, ErrorCode error, T response) {
    if (error == ErrorCode.NONE) {
      reply.send(response);
    } else {
      reply.fail(error);
    }
  }

  private void runInside(Runnable task) {
    loop.executeOrRun(
        () -> {
          if (phase == ShardPhase.ACTIVE) {
            guarded(task);
          }
        });
  }

  /** Tells how far the partition is committed. */
  public void onHighWatermark(long highWatermark) {
    loop.executeOrRun(() -> guarded(() -> commits.onHighWatermark(highWatermark)));
  }

  void start() {
    loop.executeOrRun(() -> guarded(this::load));
  }

  void close() {
    loop.executeOrRun(() -> stop(ShardPhase.CLOSED, "leadership lost"));
  }

  private <T> void runOnLoop(
      Function<ErrorCode, T> onError, Consumer<T> respond, BiConsumer<S, Reply<T>> work) {
    ErrorCode availability = phase.availability();
    if (availability != ErrorCode.NONE) {
      respond.accept(onError.apply(availability));
      return;
    }
    ParkedReply<T> reply = new ParkedReply<>(commits, onError, respond);
    commits.add(reply);
    guarded(() -> work.accept(machine, reply));
  }

  private void load() {
    if (phase != ShardPhase.LOADING) {
      return;
    }
    ShardLoader newLoader =
        new ShardLoader(
            name, log, codec, config.loadBufferBytes(), machine, this::guarded, this::onLoaded);
    loader = newLoader;
    long endOffset = log.logEndOffset();
    if (endOffset > 0) {
      commits.onWritten(endOffset - 1);
    }
    commits.onHighWatermark(log.highWatermark());
    if (newLoader.hasWork()) {
      loads.begin();
    }
    newLoader.start();
  }

  private void onLoaded(ErrorCode error) {
    endLoad();
    if (error != ErrorCode.NONE) {
      LOG.error("shard not loaded shard={} error={}", name, error);
      stop(ShardPhase.FAILED, "load failed with " + error);
      return;
    }
    transition(ShardPhase.ACTIVE, "loaded");
    machine.onLoaded();
  }

  private void endLoad() {
    if (loader != null && loader.hasWork()) {
      loads.end();
    }
    loader = null;
  }

  private void stop(ShardPhase to, String reason) {
    if (!phase.next().contains(to)) {
      return;
    }
    transition(to, reason);
    if (loader != null) {
      loader.cancel();
      endLoad();
    }
    timers.close();
    commits.abandonAll(to.availability());
  }

  private void transition(ShardPhase to, String reason) {
    Invariant.check(phase.next().contains(to), "shard phase " + phase + " to " + to);
    LOG.debug("shard={} from={} to={} reason={}", name, phase, to, reason);
    phase = to;
  }

  /**
   * The edge of the shard: a failure of its own logic takes this shard out of service and nothing
   * else on its loop.
   */
  private void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | AssertionError e) {
      LOG.error("shard failed shard={}", name, e);
      stop(ShardPhase.FAILED, "failed");
    }
  }
}
