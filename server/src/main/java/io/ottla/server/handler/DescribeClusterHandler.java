package io.ottla.server.handler;

import io.ottla.replication.controller.MetadataView;
import io.ottla.replication.image.BrokerRegistration;
import io.ottla.replication.image.MetadataImage;
import io.ottla.server.handler.ClientEndpoints.Address;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.DescribeClusterRequest;
import io.ottla.wire.message.DescribeClusterResponse;
import io.ottla.wire.message.DescribeClusterResponse.DescribeClusterBroker;
import io.ottla.wire.message.RegisterControllerRecord;
import io.ottla.wire.message.RegisterControllerRecord.ControllerEndpoint;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * DescribeCluster (60), v0–2. Tells the cluster id and the nodes behind the kind of listener that
 * was asked: brokers, or from v1 controllers.
 *
 * <p>Checks, in order: the endpoint type is known ({@code UNSUPPORTED_ENDPOINT_TYPE}), it is this
 * listener's ({@code MISMATCHED_ENDPOINT_TYPE}; in v0 {@code INVALID_REQUEST}). Needs no
 * authorisation; whoever may not describe the cluster sees no authorised operations.
 *
 * <p>v1 added the endpoint type, v2 fenced brokers.
 */
public final class DescribeClusterHandler implements RequestHandler<DescribeClusterRequest> {
  private static final byte BROKERS = 1;
  private static final byte CONTROLLERS = 2;

  private final MetadataView metadata;
  private final Identity identity;
  private final ClientEndpoints endpoints;
  private final Authorizer authorizer;
  private final IntSupplier activeController;

  /** The active controller's id is −1 while there is none. */
  public DescribeClusterHandler(
      MetadataView metadata,
      Identity identity,
      ClientEndpoints endpoints,
      Authorizer authorizer,
      IntSupplier activeController) {
    this.metadata = metadata;
    this.identity = identity;
    this.endpoints = endpoints;
    this.authorizer = authorizer;
    this.activeController = activeController;
  }

  @Override
  public ApiKey api() {
    return ApiKey.DESCRIBE_CLUSTER;
  }

  @Override
  public void handle(RequestContext context, DescribeClusterRequest request, Responder responder) {
    byte here = context.listener().controller() ? CONTROLLERS : BROKERS;
    byte asked = request.endpointType();
    if (asked != BROKERS && asked != CONTROLLERS) {
      String message = "There is no endpoint type " + asked + ".";
      responder.respond(failed(ErrorCode.UNSUPPORTED_ENDPOINT_TYPE, message));
    } else if (asked != here) {
      ErrorCode error =
          context.version() == 0 ? ErrorCode.INVALID_REQUEST : ErrorCode.MISMATCHED_ENDPOINT_TYPE;
      String message =
          "This endpoint has type " + here + ", and the request asks for type " + asked + ".";
      responder.respond(failed(error, message));
    } else {
      responder.respond(answer(context, request, here));
    }
  }

  private DescribeClusterResponse answer(
      RequestContext context, DescribeClusterRequest request, byte type) {
    MetadataImage image = metadata.image();
    boolean controllers = type == CONTROLLERS;
    return DescribeClusterResponse.builder()
        .endpointType(type)
        .clusterId(identity.clusterId())
        .controllerId(controllers ? activeController.getAsInt() : brokerForAdmin(image))
        .brokers(
            controllers
                ? controllers(context, image)
                : brokers(context, image, request.includeFencedBrokers()))
        .clusterAuthorizedOperations(
            request.includeClusterAuthorizedOperations()
                ? AuthorizedOperations.onCluster(authorizer, context)
                : AuthorizedOperations.NOT_ASKED)
        .build();
  }

  /** Every broker takes what is meant for the controller and passes it on. */
  private int brokerForAdmin(MetadataImage image) {
    return image.cluster().isAlive(identity.nodeId()) ? identity.nodeId() : -1;
  }

  private List<DescribeClusterBroker> brokers(
      RequestContext context, MetadataImage image, boolean includeFenced) {
    List<DescribeClusterBroker> rows = new ArrayList<>();
    for (BrokerRegistration broker : image.cluster().brokers().values()) {
      Address address = endpoints.address(context, broker);
      if (address != null && (includeFenced || !broker.fenced())) {
        rows.add(
            new DescribeClusterBroker(
                broker.id(), address.host(), address.port(), broker.rack(), broker.fenced()));
      }
    }
    return rows;
  }

  private List<DescribeClusterBroker> controllers(RequestContext context, MetadataImage image) {
    List<DescribeClusterBroker> rows = new ArrayList<>();
    for (RegisterControllerRecord controller : image.cluster().controllers().values()) {
      for (ControllerEndpoint endpoint : controller.endPoints()) {
        if (endpoint.name().equals(context.listener().name())) {
          Address address =
              endpoints.address(
                  context,
                  controller.controllerId(),
                  new Address(endpoint.host(), endpoint.port()));
          rows.add(
              new DescribeClusterBroker(
                  controller.controllerId(), address.host(), address.port(), null, false));
        }
      }
    }
    return rows;
  }

  private static DescribeClusterResponse failed(ErrorCode error, String message) {
    return DescribeClusterResponse.builder().errorCode(error.code()).errorMessage(message).build();
  }
}
