package io.ottla.replication.controller;

import io.ottla.replication.image.DeltaBuilder;
import io.ottla.replication.image.MetadataDelta;
import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.image.MetadataRecord;
import io.ottla.replication.image.Provenance;
import io.ottla.replication.quorum.CommittedBatch;
import io.ottla.replication.quorum.MetadataLog;
import io.ottla.runtime.EventLoop;
import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides commands one after another. Owned by the controller loop.
 *
 * <p>Two images: what is committed, and what would be if everything that was decided is committed.
 * Decisions are made against the second, so that they need not wait for one another; answers wait
 * until the first has reached them and the appliers have carried it out. When leadership is lost,
 * the second image is dropped and its answers are refusals.
 */
public final class Controller implements ControllerGateway {
  private static final Logger LOG = LoggerFactory.getLogger(Controller.class);
  private static final int NOT_LEADING = -1;

  private final EventLoop loop;
  private final MetadataLog log;
  private final Deciders deciders;
  private final MetadataPublisher publisher;
  private final Supplier<Uuid> newIds;
  private final ArrayDeque<Parked> parked = new ArrayDeque<>();
  private MetadataImage committed = MetadataImage.EMPTY;
  private MetadataImage speculative = MetadataImage.EMPTY;
  private long publishedOffset = -1;
  private int epoch = NOT_LEADING;

  /** A controller that leads nothing yet. */
  public Controller(
      EventLoop loop,
      MetadataLog log,
      Deciders deciders,
      MetadataPublisher publisher,
      Supplier<Uuid> newIds) {
    this.loop = loop;
    this.log = log;
    this.deciders = deciders;
    this.publisher = publisher;
    this.newIds = newIds;
  }

  /**
   * Starts the log and takes part in its elections. From any thread.
   *
   * @param bootstrap the first records of a cluster that has none
   * @param leading runs on the loop once this node leads and its broker's appliers have carried out
   *     everything that was committed before
   * @param failed runs on the loop when the log has failed: the process cannot go on
   */
  public void start(
      List<MetadataRecord> bootstrap, Runnable leading, Consumer<RuntimeException> failed) {
    loop.execute(
        () -> {
          try {
            log.start(new LogListener(bootstrap, leading, failed));
          } catch (RuntimeException e) {
            failed.accept(e); // as on a full disk: nothing is decided here until the next start
          }
        });
  }

  @Override
  public void submit(
      ControllerRequestContext context, ApiMessage request, Consumer<ApiMessage> response) {
    loop.executeOrRun(() -> handle(context, request, response));
  }

  private <Q extends ApiMessage> void handle(
      ControllerRequestContext context, Q request, Consumer<ApiMessage> response) {
    Decider<Q, ?> decider = deciders.of(request);
    Consumer<ErrorCode> refuse = error -> response.accept(decider.refuse(request, error));
    if (epoch == NOT_LEADING) {
      refuse.accept(ErrorCode.NOT_CONTROLLER);
      return;
    }
    Scene scene = new Scene(speculative, context, loop.clock().wallMs(), newIds);
    Decision<?> decision;
    boolean isAppended;
    try {
      decision = decider.decide(scene, request);
      isAppended = append(decision.records(), replay(speculative, decision.records()));
    } catch (RuntimeException e) {
      // deciding and replaying are pure, and the log takes all or nothing: nothing has changed, and
      // the next command is not affected
      LOG.error("command not decided request={}", request.getClass().getSimpleName(), e);
      refuse.accept(ErrorCode.UNKNOWN_SERVER_ERROR);
      return;
    }
    if (isAppended) {
      park(new Parked(offset(speculative), () -> response.accept(decision.response()), refuse));
    } else {
      refuse.accept(ErrorCode.KAFKA_STORAGE_ERROR);
    }
  }

  private static MetadataImage replay(MetadataImage image, List<MetadataRecord> records) {
    MetadataImage next = image;
    for (MetadataRecord record : records) {
      next = next.replay(record.message());
    }
    return next;
  }

  /** Returns false when the disk is full and nothing has changed, or when the log has failed. */
  private boolean append(List<MetadataRecord> records, MetadataImage next) {
    if (records.isEmpty()) {
      return true;
    }
    long lastOffset = log.append(epoch, offset(speculative), records);
    if (lastOffset < 0) {
      return false;
    }
    speculative = next.at(new Provenance(lastOffset, epoch, loop.clock().wallMs()));
    return true;
  }

  private void park(Parked answer) {
    parked.add(answer);
    answerUpTo(publishedOffset);
  }

  private void answerUpTo(long offset) {
    while (!parked.isEmpty() && parked.peek().offset <= offset) {
      parked.remove().send.run();
    }
  }

  private static long offset(MetadataImage image) {
    return image.provenance().offset();
  }

  /** An answer that waits until its records are committed and carried out. */
  private record Parked(long offset, Runnable send, Consumer<ErrorCode> refuse) {}

  private final class LogListener implements MetadataLog.Listener {
    private final List<MetadataRecord> bootstrap;
    private final Runnable leading;
    private final Consumer<RuntimeException> failed;

    private LogListener(
        List<MetadataRecord> bootstrap, Runnable leading, Consumer<RuntimeException> failed) {
      this.bootstrap = List.copyOf(bootstrap);
      this.leading = leading;
      this.failed = failed;
    }

    @Override
    public void onSnapshot(MetadataImage image) {
      publish(DeltaBuilder.between(committed, image));
    }

    @Override
    public void onCommitted(CommittedBatch batch) {
      DeltaBuilder delta = new DeltaBuilder(committed);
      for (MetadataRecord record : batch.records()) {
        delta.replay(record.message());
      }
      publish(delta.build(batch.end()));
    }

    private void publish(MetadataDelta delta) {
      committed = delta.image();
      publisher.publish(
          delta,
          () -> {
            publishedOffset = offset(delta.image());
            answerUpTo(publishedOffset); // first: the log may fail over the snapshot
            log.onImage(delta.image());
          });
    }

    @Override
    public void onLeader(int newEpoch, long lastOffset) {
      LOG.info("controller leads epoch={} lastOffset={}", newEpoch, lastOffset);
      epoch = newEpoch;
      speculative = committed.at(new Provenance(lastOffset, newEpoch, loop.clock().wallMs()));
      boolean isNew = committed.features().levels().isEmpty();
      try {
        if (isNew && !append(bootstrap, replay(speculative, bootstrap))) {
          failed.accept(new IllegalStateException("no room for the first records of the cluster"));
          return;
        }
      } catch (RuntimeException e) {
        failed.accept(e);
        return;
      }
      park(new Parked(offset(speculative), leading, error -> {}));
    }

    @Override
    public void onFailure(RuntimeException cause) {
      epoch = NOT_LEADING;
      speculative = committed;
      while (!parked.isEmpty()) {
        parked.remove().refuse.accept(ErrorCode.NOT_CONTROLLER);
      }
      failed.accept(cause);
    }
  }
}
