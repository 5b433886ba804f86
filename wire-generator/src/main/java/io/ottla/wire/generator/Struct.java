package io.ottla.wire.generator;

import java.util.List;

/** A struct: the message itself or one nested in it. */
record Struct(String name, Versions versions, List<Field> fields) {
  Struct {
    fields = List.copyOf(fields);
  }

  List<Field> untagged() {
    return fields.stream().filter(f -> !f.isTagged()).toList();
  }

  List<Field> tagged() {
    return fields.stream().filter(Field::isTagged).toList();
  }
}
