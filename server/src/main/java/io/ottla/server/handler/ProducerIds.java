package io.ottla.server.handler;

import io.ottla.replication.controller.ControllerGateway;
import io.ottla.replication.controller.ControllerRequestContext;
import io.ottla.replication.controller.MetadataView;
import io.ottla.replication.image.BrokerRegistration;
import io.ottla.runtime.EventLoop;
import io.ottla.wire.message.AllocateProducerIdsRequest;
import io.ottla.wire.message.AllocateProducerIdsResponse;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Gives out producer ids, each once in the whole cluster, from blocks that the controller allots.
 * Owned by one loop; may be asked from any thread.
 */
public final class ProducerIds {
  private final EventLoop loop;
  private final ControllerGateway gateway;
  private final MetadataView metadata;
  private final int nodeId;
  private final Queue<Consumer<Answer>> waiting = new ArrayDeque<>();
  private long next;
  private long end;
  private boolean asked;

  /** Begins without ids; the first question fetches a block. */
  public ProducerIds(EventLoop loop, ControllerGateway gateway, MetadataView metadata, int nodeId) {
    this.loop = loop;
    this.gateway = gateway;
    this.metadata = metadata;
    this.nodeId = nodeId;
  }

  /**
   * An id or why there is none.
   *
   * @param error {@code COORDINATOR_LOAD_IN_PROGRESS} while the controller gives no block: the
   *     client asks again
   * @param producerId −1 together with an error
   */
  public record Answer(ErrorCode error, long producerId) {}

  /** The next id; the answer comes on the owner's loop. */
  public void next(Consumer<Answer> then) {
    loop.executeOrRun(
        () -> {
          waiting.add(then);
          serve();
        });
  }

  private void serve() {
    while (next < end && !waiting.isEmpty()) {
      waiting.remove().accept(new Answer(ErrorCode.NONE, next++));
    }
    if (!waiting.isEmpty() && !asked) {
      ask();
    }
  }

  private void ask() {
    BrokerRegistration self = metadata.image().cluster().broker(nodeId);
    if (self == null) {
      fail();
      return;
    }
    asked = true;
    gateway.submit(
        ControllerRequestContext.ofBroker((short) 0),
        new AllocateProducerIdsRequest(nodeId, self.epoch()),
        response -> loop.executeOrRun(() -> allotted((AllocateProducerIdsResponse) response)));
  }

  private void allotted(AllocateProducerIdsResponse response) {
    asked = false;
    if (response.errorCode() != ErrorCode.NONE.code()) {
      fail();
      return;
    }
    next = response.producerIdStart();
    end = next + response.producerIdLen();
    serve();
  }

  private void fail() {
    while (!waiting.isEmpty()) {
      waiting.remove().accept(new Answer(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS, -1));
    }
  }
}
