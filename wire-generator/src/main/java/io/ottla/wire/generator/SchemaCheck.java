package io.ottla.wire.generator;

import java.util.HashSet;
import java.util.Set;

/** The rules that a parsed message must keep. */
final class SchemaCheck {
  private SchemaCheck() {}

  static void check(String file, Message message) {
    checkStruct(file, message, message.root());
    message.structs().values().forEach(struct -> checkStruct(file, message, struct));
  }

  private static void checkStruct(String file, Message message, Struct struct) {
    Set<String> names = new HashSet<>();
    Set<Integer> tags = new HashSet<>();
    for (Field field : struct.fields()) {
      String where = file + ": " + message.name() + "." + struct.name() + "." + field.name();
      require(names.add(field.name()), where, "is there twice");
      require(!field.isTagged() || tags.add(field.tag()), where, "uses a tag twice");
      require(
          !field.isTagged()
              || message.flexible().contains(field.tagged().intersect(message.valid())),
          where,
          "is tagged in a version that is not flexible");
      require(field.type().isReference() || !field.isNullable(), where, "is nullable but a number");
      require(
          !field.type().isStruct() || message.struct(field.type()) != null,
          where,
          "is of an unknown struct");
    }
  }

  private static void require(boolean condition, String where, String what) {
    if (!condition) {
      throw new SchemaException(where + " " + what);
    }
  }
}
