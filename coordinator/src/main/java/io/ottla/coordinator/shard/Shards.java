package io.ottla.coordinator.shard;

import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The shards of an internal topic that this broker leads. Called from any thread. */
public final class Shards<S extends StateMachine> {
  private final ShardConfig config;
  private final RecordCodec codec;
  private final Function<ShardContext, S> newMachine;
  private final Loads loads;
  private final ConcurrentHashMap<Integer, Led<S>> byPartition = new ConcurrentHashMap<>();

  /** None are led at first. */
  public Shards(ShardConfig config, RecordCodec codec, Function<ShardContext, S> newMachine) {
    this.config = config;
    this.codec = codec;
    this.newMachine = newMachine;
    this.loads = new Loads(config.topic());
  }

  private record Led<S extends StateMachine>(int leaderEpoch, Shard<S> shard) {}

  /**
   * The partition that an id belongs to. Apache Kafka takes the absolute value of the hash, not its
   * lower 31 bits: for every second id that is another partition.
   */
  public static int partitionFor(String id, int partitionCount) {
    int hash = id.hashCode();
    return hash == Integer.MIN_VALUE ? 0 : Math.abs(hash) % partitionCount;
  }

  /** This broker leads the partition from now on; its state is loaded from the log. */
  public void elect(int partition, int leaderEpoch, ShardLog log) {
    byPartition.compute(partition, (number, before) -> replace(number, leaderEpoch, log, before));
  }

  private Led<S> replace(int partition, int leaderEpoch, ShardLog log, @Nullable Led<S> before) {
    if (before != null && before.leaderEpoch() >= leaderEpoch) {
      return before;
    }
    if (before != null) {
      before.shard().close();
    }
    Shard<S> shard = new Shard<>(partition, leaderEpoch, config, log, codec, newMachine, loads);
    shard.start();
    return new Led<>(leaderEpoch, shard);
  }

  /** This broker no longer leads the partition in this epoch or an older one. */
  public void resign(int partition, int leaderEpoch) {
    byPartition.computeIfPresent(
        partition,
        (number, led) -> {
          if (led.leaderEpoch() > leaderEpoch) {
            return led;
          }
          led.shard().close();
          return null;
        });
  }

  /** Tells how far a partition is committed. */
  public void onHighWatermark(int partition, long highWatermark) {
    Led<S> led = byPartition.get(partition);
    if (led != null) {
      led.shard().onHighWatermark(highWatermark);
    }
  }

  /** What a request to this partition would be told at this moment. */
  public ErrorCode availability(int partition) {
    Led<S> led = byPartition.get(partition);
    return led == null ? ErrorCode.NOT_COORDINATOR : led.shard().availability();
  }

  /** The shards that are led. */
  public List<Shard<S>> all() {
    List<Shard<S>> shards = new ArrayList<>();
    byPartition.values().forEach(led -> shards.add(led.shard()));
    return shards;
  }

  /** {@link Shard#run} on a partition's shard; NOT_COORDINATOR where none is led. */
  public <T> void run(
      int partition,
      Function<ErrorCode, T> onError,
      Consumer<T> respond,
      BiConsumer<S, Reply<T>> work) {
    on(partition, onError, respond, shard -> shard.run(onError, respond, work));
  }

  /** {@link Shard#decide} on a partition's shard; NOT_COORDINATOR where none is led. */
  public <T> void decide(
      int partition,
      Function<ErrorCode, T> onError,
      Consumer<T> respond,
      Function<S, Decision<T>> decide) {
    on(partition, onError, respond, shard -> shard.decide(onError, respond, decide));
  }

  /**
   * {@link Shard#decideTransactional} on a partition's shard; NOT_COORDINATOR where none is led.
   */
  public <T> void decideTransactional(
      int partition,
      long producerId,
      short producerEpoch,
      Function<ErrorCode, T> onError,
      Consumer<T> respond,
      Function<S, Decision<T>> decide) {
    on(
        partition,
        onError,
        respond,
        shard -> shard.decideTransactional(producerId, producerEpoch, onError, respond, decide));
  }

  private <T> void on(
      int partition, Function<ErrorCode, T> onError, Consumer<T> respond, Consumer<Shard<S>> work) {
    Led<S> led = byPartition.get(partition);
    if (led == null) {
      respond.accept(onError.apply(ErrorCode.NOT_COORDINATOR));
    } else {
      work.accept(led.shard());
    }
  }
}
