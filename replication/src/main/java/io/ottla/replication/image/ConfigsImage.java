package io.ottla.replication.image;

import io.ottla.wire.message.ConfigRecord;
import java.util.Map;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;
import org.pcollections.TreePMap;

/** The dynamic configurations: only what was set, sorted by name; never a default. */
public record ConfigsImage(HashPMap<ConfigResource, TreePMap<String, String>> resources) {
  /** Nothing is set. */
  public static final ConfigsImage EMPTY = new ConfigsImage(HashTreePMap.empty());

  /** What is set for a resource; empty when nothing is. */
  public Map<String, String> of(ConfigResource resource) {
    return values(resource);
  }

  private TreePMap<String, String> values(ConfigResource resource) {
    TreePMap<String, String> values = resources.get(resource);
    return values == null ? TreePMap.empty() : values;
  }

  ConfigsImage with(ConfigRecord record) {
    ConfigResource resource = new ConfigResource(record.resourceType(), record.resourceName());
    TreePMap<String, String> old = values(resource);
    String value = record.value();
    TreePMap<String, String> values =
        value == null ? old.minus(record.name()) : old.plus(record.name(), value);
    return new ConfigsImage(
        values.isEmpty() ? resources.minus(resource) : resources.plus(resource, values));
  }

  ConfigsImage without(ConfigResource resource) {
    return new ConfigsImage(resources.minus(resource));
  }
}
