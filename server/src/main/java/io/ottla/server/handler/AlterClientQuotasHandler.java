package io.ottla.server.handler;

import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.AlterClientQuotasRequest;
import io.ottla.wire.message.AlterClientQuotasRequest.EntryData;
import io.ottla.wire.message.AlterClientQuotasResponse;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * AlterClientQuotas (49), v0–1. Has the controller set or remove quotas of users, clients and
 * addresses.
 *
 * <p>Checks, in order: ALTER_CONFIGS on the cluster ({@code CLUSTER_AUTHORIZATION_FAILED} for every
 * entry), an address is one or the name of one ({@code INVALID_REQUEST}), then the controller's for
 * each entry: entity, quota and value.
 *
 * <p>Looking up a name may take DNS a while. It is done before the controller is asked, on a thread
 * that may wait: the controller would have all metadata wait with it.
 */
public final class AlterClientQuotasHandler implements RequestHandler<AlterClientQuotasRequest> {
  private final Authorizer authorizer;
  private final Forwarder controller;
  private final Executor background;

  /**
   * A handler in front of the controller.
   *
   * @param background may wait for DNS
   */
  public AlterClientQuotasHandler(
      Authorizer authorizer, Forwarder controller, Executor background) {
    this.authorizer = authorizer;
    this.controller = controller;
    this.background = background;
  }

  @Override
  public ApiKey api() {
    return ApiKey.ALTER_CLIENT_QUOTAS;
  }

  @Override
  public void handle(
      RequestContext context, AlterClientQuotasRequest request, Responder responder) {
    if (!authorizer.allowsOnCluster(context, Operation.ALTER_CONFIGS)) {
      responder.respond(denied(request));
    } else if (request.entries().stream().allMatch(entry -> address(entry) == null)) {
      controller.forward(context, request, responder);
    } else {
      background.execute(() -> lookUpAndForward(context, request, responder));
    }
  }

  private void lookUpAndForward(
      RequestContext context, AlterClientQuotasRequest request, Responder responder) {
    Sifted<EntryData, AlterClientQuotasResponse.EntryData> sifted =
        Sifted.of(request.entries(), AlterClientQuotasHandler::checkAddress);
    controller.forward(
        context,
        request.toBuilder().entries(sifted.allowed()).build(),
        AlterClientQuotasResponse.class,
        answer ->
            responder.respond(answer.toBuilder().entries(sifted.rows(answer.entries())).build()));
  }

  /** The name of the address that a quota is for; null where it is for something else. */
  private static @Nullable String address(EntryData entry) {
    if (entry.entity().size() != 1 || !entry.entity().get(0).entityType().equals("ip")) {
      return null;
    }
    String name = entry.entity().get(0).entityName();
    return name == null || name.isEmpty() ? null : name;
  }

  private static Optional<AlterClientQuotasResponse.EntryData> checkAddress(EntryData entry) {
    String name = address(entry);
    if (name == null) {
      return Optional.empty();
    }
    try {
      InetAddress unused = InetAddress.getByName(name);
      return Optional.empty();
    } catch (UnknownHostException e) {
      return Optional.of(
          refused(
              entry, ErrorCode.INVALID_REQUEST, name + " is not a valid IP or resolvable host."));
    }
  }

  private static AlterClientQuotasResponse denied(AlterClientQuotasRequest request) {
    ErrorCode error = ErrorCode.CLUSTER_AUTHORIZATION_FAILED;
    return AlterClientQuotasResponse.builder()
        .entries(
            request.entries().stream()
                .map(entry -> refused(entry, error, error.message()))
                .toList())
        .build();
  }

  private static AlterClientQuotasResponse.EntryData refused(
      EntryData entry, ErrorCode error, String message) {
    return new AlterClientQuotasResponse.EntryData(
        error.code(),
        message,
        entry.entity().stream()
            .map(
                entity ->
                    new AlterClientQuotasResponse.EntityData(
                        entity.entityType(), entity.entityName()))
            .toList());
  }
}
