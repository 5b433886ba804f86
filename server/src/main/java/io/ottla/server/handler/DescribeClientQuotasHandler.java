package io.ottla.server.handler;

import io.ottla.replication.controller.MetadataView;
import io.ottla.replication.image.QuotaEntity;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.DescribeClientQuotasRequest;
import io.ottla.wire.message.DescribeClientQuotasRequest.ComponentData;
import io.ottla.wire.message.DescribeClientQuotasResponse;
import io.ottla.wire.message.DescribeClientQuotasResponse.EntityData;
import io.ottla.wire.message.DescribeClientQuotasResponse.EntryData;
import io.ottla.wire.message.DescribeClientQuotasResponse.ValueData;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * DescribeClientQuotas (48), v0–1. Tells the quotas whose entities match every component of the
 * filter: by name, by being the default, or by having the type at all.
 *
 * <p>Checks, in order: DESCRIBE_CONFIGS on the cluster ({@code CLUSTER_AUTHORIZATION_FAILED}), each
 * type of entity occurs once and is known, each kind of match is known ({@code INVALID_REQUEST},
 * {@code UNSUPPORTED_VERSION}).
 */
public final class DescribeClientQuotasHandler
    implements RequestHandler<DescribeClientQuotasRequest> {
  private static final byte EXACT = 0;
  private static final byte DEFAULT = 1;
  private static final byte ANY = 2;
  private static final Set<String> TYPES = Set.of("user", "client-id", "ip");

  private final MetadataView metadata;
  private final Authorizer authorizer;

  public DescribeClientQuotasHandler(MetadataView metadata, Authorizer authorizer) {
    this.metadata = metadata;
    this.authorizer = authorizer;
  }

  @Override
  public ApiKey api() {
    return ApiKey.DESCRIBE_CLIENT_QUOTAS;
  }

  @Override
  public void handle(
      RequestContext context, DescribeClientQuotasRequest request, Responder responder) {
    ErrorCode error =
        authorizer.allowsOnCluster(context, Operation.DESCRIBE_CONFIGS)
            ? check(request.components())
            : ErrorCode.CLUSTER_AUTHORIZATION_FAILED;
    if (error != ErrorCode.NONE) {
      responder.respond(new DescribeClientQuotasResponse(0, error.code(), error.message(), null));
      return;
    }
    List<EntryData> entries = new ArrayList<>();
    metadata
        .image()
        .quotas()
        .entities()
        .forEach(
            (entity, quotas) -> {
              if (matches(request, entity)) {
                entries.add(entry(entity, quotas));
              }
            });
    responder.respond(new DescribeClientQuotasResponse(0, error.code(), "", entries));
  }

  private static ErrorCode check(List<ComponentData> components) {
    Set<String> seen = new HashSet<>();
    for (ComponentData component : components) {
      boolean named = component.match() != null;
      byte kind = component.matchType();
      if (kind < EXACT || kind > ANY || named != (kind == EXACT)) {
        return ErrorCode.INVALID_REQUEST;
      }
      if (!seen.add(component.entityType())) {
        return ErrorCode.INVALID_REQUEST;
      }
      if (!TYPES.contains(component.entityType())) {
        return ErrorCode.UNSUPPORTED_VERSION;
      }
    }
    boolean mixed = seen.contains("ip") && seen.size() > 1;
    return mixed ? ErrorCode.INVALID_REQUEST : ErrorCode.NONE;
  }

  /** Strict filters match entities that have no other types. */
  private static boolean matches(DescribeClientQuotasRequest request, QuotaEntity entity) {
    Map<String, @Nullable String> names = entity.names();
    for (ComponentData component : request.components()) {
      if (!names.containsKey(component.entityType())) {
        return false;
      }
      String name = names.get(component.entityType());
      boolean matches =
          switch (component.matchType()) {
            case EXACT -> name != null && name.equals(component.match());
            case DEFAULT -> name == null;
            default -> true;
          };
      if (!matches) {
        return false;
      }
    }
    return !request.strict() || names.size() == request.components().size();
  }

  private static EntryData entry(QuotaEntity entity, Map<String, Double> quotas) {
    List<EntityData> names = new ArrayList<>();
    entity.names().forEach((type, name) -> names.add(new EntityData(type, name)));
    List<ValueData> values = new ArrayList<>();
    quotas.forEach((key, value) -> values.add(new ValueData(key, value)));
    return new EntryData(names, values);
  }
}
