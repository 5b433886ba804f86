package io.ottla.replication.controller;

import io.ottla.wire.message.BrokerHeartbeatRequest;
import io.ottla.wire.message.BrokerHeartbeatResponse;
import io.ottla.wire.message.BrokerRegistrationRequest;
import io.ottla.wire.message.BrokerRegistrationResponse;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.List;
import java.util.function.Consumer;

/**
 * A broker's life as the controller knows it: registered, serving, gone. Its answers come on the
 * threads of the gateway's; {@link #brokerEpoch} may be read from any thread.
 *
 * <p>A broker in the process of its controller needs no periodic heartbeat: it cannot be lost.
 */
public final class BrokerLifecycle {
  /** No registration yet. */
  public static final long NO_EPOCH = -1;

  private final ControllerGateway gateway;
  private final BrokerRegistrationRequest registration;
  private volatile long brokerEpoch = NO_EPOCH;

  /** The life of the broker that the registration introduces. */
  public BrokerLifecycle(ControllerGateway gateway, BrokerRegistrationRequest registration) {
    this.gateway = gateway;
    this.registration = registration;
  }

  /** The epoch of the registration, or {@link #NO_EPOCH}. */
  public long brokerEpoch() {
    return brokerEpoch;
  }

  /** Introduces the broker; it is fenced until it {@link #serve}s. */
  public void register(Consumer<ErrorCode> done) {
    gateway.submit(
        ControllerRequestContext.ofBroker(BrokerRegistrationRequest.HIGHEST_VERSION),
        registration,
        response -> {
          BrokerRegistrationResponse answer = (BrokerRegistrationResponse) response;
          brokerEpoch = answer.brokerEpoch();
          done.accept(ErrorCode.of(answer.errorCode()));
        });
  }

  /** Says that the broker's logs are ready: it becomes leader of what has no other. */
  public void serve(Consumer<ErrorCode> done) {
    beat(heartbeat().build(), done);
  }

  /** Says that the broker stops: it hands over its leaderships and is fenced. */
  public void shutDown(Consumer<ErrorCode> done) {
    beat(heartbeat().wantShutDown(true).build(), done);
  }

  /** Says that log directories have failed: their replicas lead no more. */
  public void reportOffline(List<Uuid> directories, Consumer<ErrorCode> done) {
    beat(heartbeat().offlineLogDirs(directories).build(), done);
  }

  private BrokerHeartbeatRequest.Builder heartbeat() {
    return BrokerHeartbeatRequest.builder()
        .brokerId(registration.brokerId())
        .brokerEpoch(brokerEpoch)
        .currentMetadataOffset(brokerEpoch);
  }

  private void beat(BrokerHeartbeatRequest heartbeat, Consumer<ErrorCode> done) {
    gateway.submit(
        ControllerRequestContext.ofBroker(BrokerHeartbeatRequest.HIGHEST_VERSION),
        heartbeat,
        response -> done.accept(ErrorCode.of(((BrokerHeartbeatResponse) response).errorCode())));
  }
}
