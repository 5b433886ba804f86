package io.ottla.replication.image;

import io.ottla.wire.message.ClientQuotaRecord;
import io.ottla.wire.message.ClientQuotaRecord.EntityData;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whom a quota holds for: a name for each of {@code user}, {@code client-id} and {@code ip} that it
 * names; null stands for the default of that type.
 */
public record QuotaEntity(Map<String, @Nullable String> names) {
  /** Copies the names in order. */
  public QuotaEntity {
    names = Collections.unmodifiableMap(new TreeMap<>(names));
  }

  static QuotaEntity of(List<EntityData> entity) {
    Map<String, @Nullable String> names = new TreeMap<>();
    for (EntityData data : entity) {
      names.put(data.entityType(), data.entityName());
    }
    return new QuotaEntity(names);
  }

  /** The record that sets one of its quotas. */
  public ClientQuotaRecord set(String key, double value) {
    return new ClientQuotaRecord(entityData(), key, value, false);
  }

  /** The record that removes one of its quotas. */
  public ClientQuotaRecord remove(String key) {
    return new ClientQuotaRecord(entityData(), key, 0, true);
  }

  private List<EntityData> entityData() {
    List<EntityData> data = new ArrayList<>();
    names.forEach((type, name) -> data.add(new EntityData(type, name)));
    return data;
  }
}
