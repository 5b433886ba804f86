package io.ottla.wire.generator;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message of the protocol or a record of a log.
 *
 * @param kind request, response, header, coordinator-key, coordinator-value, metadata or data
 * @param key the API key or record type, or -1
 * @param doc the prose of the schema, line by line
 * @param structs the nested structs by name, in the order of the schema
 * @param listeners kinds of listeners that serve the request
 */
record Message(
    String kind,
    int key,
    Versions valid,
    Versions flexible,
    boolean latestUnstable,
    List<String> listeners,
    List<String> doc,
    Struct root,
    Map<String, Struct> structs) {
  Message {
    listeners = List.copyOf(listeners);
    doc = List.copyOf(doc);
    structs = Map.copyOf(structs);
  }

  String name() {
    return root.name();
  }

  /** The nested struct of a type, or null when it is a primitive. */
  @Nullable Struct struct(Type type) {
    return structs.get(type.name());
  }

  boolean holdsRecords(Struct struct) {
    for (Field field : struct.fields()) {
      Struct nested = struct(field.type());
      if (field.type().name().equals("records") || (nested != null && holdsRecords(nested))) {
        return true;
      }
    }
    return false;
  }
}
