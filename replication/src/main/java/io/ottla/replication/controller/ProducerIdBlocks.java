package io.ottla.replication.controller;

import io.ottla.runtime.EventLoop;
import io.ottla.wire.message.AllocateProducerIdsRequest;
import io.ottla.wire.message.AllocateProducerIdsResponse;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayDeque;

/**
 * Hands out producer ids from the blocks that the controller gives to this broker. Owned by the
 * loop it is given; an id is given once in the life of the cluster.
 */
public final class ProducerIdBlocks {
  private final EventLoop loop;
  private final ControllerGateway gateway;
  private final int brokerId;
  private final BrokerLifecycle lifecycle;
  private final ArrayDeque<Receiver> waiting = new ArrayDeque<>();
  private long next;
  private long end;
  private boolean asking;

  /** Takes an id, or learns why there is none; the id is -1 then. */
  public interface Receiver {
    /** Called on the owner's loop. */
    void accept(ErrorCode error, long producerId);
  }

  /** Blocks of a broker, handed out on the loop. */
  public ProducerIdBlocks(
      EventLoop loop, ControllerGateway gateway, int brokerId, BrokerLifecycle lifecycle) {
    this.loop = loop;
    this.gateway = gateway;
    this.brokerId = brokerId;
    this.lifecycle = lifecycle;
  }

  /** Gives the next id. From any thread. */
  public void next(Receiver receiver) {
    loop.executeOrRun(
        () -> {
          waiting.add(receiver);
          serve();
        });
  }

  private void serve() {
    while (!waiting.isEmpty() && next < end) {
      waiting.remove().accept(ErrorCode.NONE, next++);
    }
    if (!waiting.isEmpty() && !asking) {
      asking = true;
      gateway.submit(
          ControllerRequestContext.ofBroker(AllocateProducerIdsRequest.HIGHEST_VERSION),
          new AllocateProducerIdsRequest(brokerId, lifecycle.brokerEpoch()),
          response -> loop.executeOrRun(() -> onBlock((AllocateProducerIdsResponse) response)));
    }
  }

  private void onBlock(AllocateProducerIdsResponse block) {
    asking = false;
    ErrorCode error = ErrorCode.of(block.errorCode());
    if (error == ErrorCode.NONE) {
      next = block.producerIdStart();
      end = next + block.producerIdLen();
      serve();
      return;
    }
    for (int left = waiting.size(); left > 0; left--) {
      waiting.remove().accept(error, -1);
    }
  }
}
