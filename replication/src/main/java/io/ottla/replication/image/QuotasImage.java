package io.ottla.replication.image;

import io.ottla.wire.message.ClientQuotaRecord;
import java.util.Map;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;
import org.pcollections.TreePMap;

/** The client quotas that were set, by entity and quota name. */
public record QuotasImage(HashPMap<QuotaEntity, TreePMap<String, Double>> entities) {
  /** Nothing is set. */
  public static final QuotasImage EMPTY = new QuotasImage(HashTreePMap.empty());

  /** What is set for exactly this entity. */
  public Map<String, Double> of(QuotaEntity entity) {
    return values(entity);
  }

  private TreePMap<String, Double> values(QuotaEntity entity) {
    TreePMap<String, Double> values = entities.get(entity);
    return values == null ? TreePMap.empty() : values;
  }

  QuotasImage with(ClientQuotaRecord record) {
    QuotaEntity entity = QuotaEntity.of(record.entity());
    TreePMap<String, Double> old = values(entity);
    TreePMap<String, Double> values =
        record.remove() ? old.minus(record.key()) : old.plus(record.key(), record.value());
    return new QuotasImage(
        values.isEmpty() ? entities.minus(entity) : entities.plus(entity, values));
  }
}
