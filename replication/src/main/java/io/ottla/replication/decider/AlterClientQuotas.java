package io.ottla.replication.decider;

import io.ottla.replication.controller.ApiError;
import io.ottla.replication.controller.Decider;
import io.ottla.replication.controller.Decision;
import io.ottla.replication.controller.Scene;
import io.ottla.replication.image.MetadataRecord;
import io.ottla.replication.image.QuotaEntity;
import io.ottla.wire.message.AlterClientQuotasRequest;
import io.ottla.wire.message.AlterClientQuotasRequest.EntityData;
import io.ottla.wire.message.AlterClientQuotasRequest.EntryData;
import io.ottla.wire.message.AlterClientQuotasRequest.OpData;
import io.ottla.wire.message.AlterClientQuotasResponse;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * AlterClientQuotas (49), v0–1. Each entity is altered whole or not at all; removing what is not
 * set does nothing.
 *
 * <p>Checks of each, in order: the entity names known types, each once and not empty, an IP alone;
 * its quotas exist for such an entity; their values are positive, and whole where they are counts.
 */
final class AlterClientQuotas
    implements Decider<AlterClientQuotasRequest, AlterClientQuotasResponse> {
  @Override
  public Decision<AlterClientQuotasResponse> decide(Scene scene, AlterClientQuotasRequest request) {
    List<MetadataRecord> records = new ArrayList<>();
    List<AlterClientQuotasResponse.EntryData> results = new ArrayList<>();
    for (EntryData entry : request.entries()) {
      List<MetadataRecord> changes = new ArrayList<>();
      ApiError error = alter(scene, entry, changes);
      if (error.isNone()) {
        records.addAll(changes);
      }
      results.add(result(entry, error));
    }
    AlterClientQuotasResponse response =
        AlterClientQuotasResponse.builder().entries(results).build();
    return request.validateOnly() ? Decision.readOnly(response) : new Decision<>(records, response);
  }

  @Override
  public AlterClientQuotasResponse refuse(AlterClientQuotasRequest request, ErrorCode error) {
    ApiError reason = ApiError.of(error);
    return AlterClientQuotasResponse.builder()
        .entries(request.entries().stream().map(e -> result(e, reason)).toList())
        .build();
  }

  private static ApiError alter(Scene scene, EntryData entry, List<MetadataRecord> changes) {
    Map<String, @Nullable String> names = new TreeMap<>();
    for (EntityData data : entry.entity()) {
      if (names.containsKey(data.entityType())) {
        return ConfigChecks.invalid("Duplicate client quota entity type: " + data.entityType());
      }
      names.put(data.entityType(), data.entityName());
    }
    ApiError error = QuotaRules.checkEntity(names);
    if (!error.isNone()) {
      return error;
    }
    QuotaEntity entity = new QuotaEntity(names);
    Map<String, Double> old = scene.image().quotas().of(entity);
    for (OpData op : entry.ops()) {
      error = QuotaRules.checkKey(names, op.key());
      if (error.isNone() && !op.remove()) {
        error = QuotaRules.checkValue(op.key(), op.value());
      }
      if (!error.isNone()) {
        return error;
      }
      Double before = old.get(op.key());
      if (op.remove() && before != null) {
        changes.add(MetadataRecord.of(entity.remove(op.key())));
      } else if (!op.remove() && !Double.valueOf(op.value()).equals(before)) {
        changes.add(MetadataRecord.of(entity.set(op.key(), op.value())));
      }
    }
    return ApiError.NONE;
  }

  private static AlterClientQuotasResponse.EntryData result(EntryData entry, ApiError error) {
    List<AlterClientQuotasResponse.EntityData> entity =
        entry.entity().stream()
            .map(e -> new AlterClientQuotasResponse.EntityData(e.entityType(), e.entityName()))
            .toList();
    return new AlterClientQuotasResponse.EntryData(error.code(), error.message(), entity);
  }
}
