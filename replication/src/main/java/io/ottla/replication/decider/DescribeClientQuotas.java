package io.ottla.replication.decider;

import io.ottla.replication.controller.Decider;
import io.ottla.replication.controller.Decision;
import io.ottla.replication.controller.Scene;
import io.ottla.replication.image.QuotaEntity;
import io.ottla.wire.message.DescribeClientQuotasRequest;
import io.ottla.wire.message.DescribeClientQuotasRequest.ComponentData;
import io.ottla.wire.message.DescribeClientQuotasResponse;
import io.ottla.wire.message.DescribeClientQuotasResponse.EntityData;
import io.ottla.wire.message.DescribeClientQuotasResponse.EntryData;
import io.ottla.wire.message.DescribeClientQuotasResponse.ValueData;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * DescribeClientQuotas (48), v0–1: the quotas of every entity that matches all components; with
 * {@code strict}, only entities that name no other type.
 *
 * <p>Checks, in order: the types are known and named once; the kind of match is known; an exact
 * match has a name and no other match has one.
 */
final class DescribeClientQuotas
    implements Decider<DescribeClientQuotasRequest, DescribeClientQuotasResponse> {
  private static final byte EXACT = 0;
  private static final byte DEFAULT = 1;
  private static final byte ANY = 2;

  @Override
  public Decision<DescribeClientQuotasResponse> decide(
      Scene scene, DescribeClientQuotasRequest request) {
    String fault = fault(request.components());
    if (fault != null) {
      return Decision.readOnly(refused(ErrorCode.INVALID_REQUEST, fault));
    }
    List<EntryData> entries = new ArrayList<>();
    scene
        .image()
        .quotas()
        .entities()
        .forEach(
            (entity, values) -> {
              if (matches(entity, request)) {
                entries.add(entry(entity, values));
              }
            });
    return Decision.readOnly(
        DescribeClientQuotasResponse.builder().errorMessage(null).entries(entries).build());
  }

  @Override
  public DescribeClientQuotasResponse refuse(DescribeClientQuotasRequest request, ErrorCode error) {
    return refused(error, error.message());
  }

  private static @Nullable String fault(List<ComponentData> components) {
    Set<String> seen = new HashSet<>();
    for (ComponentData component : components) {
      String type = component.entityType();
      if (!Set.of(QuotaRules.USER, QuotaRules.CLIENT_ID, QuotaRules.IP).contains(type)) {
        return "Unhandled client quota entity type: " + type;
      }
      if (!seen.add(type)) {
        return "Duplicate entity type: " + type;
      }
      if (component.matchType() < EXACT || component.matchType() > ANY) {
        return "Unexpected match type: " + component.matchType();
      }
      if ((component.matchType() == EXACT) != (component.match() != null)) {
        return "A match is given for an exact match and only for that: " + type;
      }
    }
    return null;
  }

  private static boolean matches(QuotaEntity entity, DescribeClientQuotasRequest request) {
    Map<String, @Nullable String> names = entity.names();
    if (request.strict() && names.size() != request.components().size()) {
      return false;
    }
    return request.components().stream().allMatch(c -> matches(names, c));
  }

  private static boolean matches(Map<String, @Nullable String> names, ComponentData component) {
    if (!names.containsKey(component.entityType())) {
      return false;
    }
    String name = names.get(component.entityType());
    return switch (component.matchType()) {
      case EXACT -> name != null && name.equals(component.match());
      case DEFAULT -> name == null;
      default -> true;
    };
  }

  private static EntryData entry(QuotaEntity entity, Map<String, Double> quotas) {
    List<EntityData> names = new ArrayList<>();
    entity.names().forEach((type, name) -> names.add(new EntityData(type, name)));
    List<ValueData> values = new ArrayList<>();
    quotas.forEach((key, value) -> values.add(new ValueData(key, value)));
    return new EntryData(names, values);
  }

  private static DescribeClientQuotasResponse refused(ErrorCode error, String message) {
    return DescribeClientQuotasResponse.builder()
        .errorCode(error.code())
        .errorMessage(message)
        .entries(null)
        .build();
  }
}
