package io.ottla.wire.generator;

import org.jspecify.annotations.Nullable;

/**
 * A field of a struct.
 *
 * @param versions in which it is on the wire
 * @param nullable in which it may be null
 * @param tag its tag, or -1
 * @param tagged in which it is a tagged field
 * @param defaultValue as in the schema, or null when not given
 * @param ignorable whether a set value may be left out where the version lacks the field
 * @param flexible where it takes the compact form, or null to follow its message
 * @param remark what the schema says about it, or empty
 */
record Field(
    String name,
    Type type,
    Versions versions,
    Versions nullable,
    int tag,
    Versions tagged,
    @Nullable String defaultValue,
    boolean ignorable,
    @Nullable Versions flexible,
    String remark) {

  boolean isNullable() {
    return !nullable.isEmpty();
  }

  boolean isTagged() {
    return tag >= 0;
  }

  String javaType() {
    return isNullable() ? nullableJavaType() : type.java();
  }

  private String nullableJavaType() {
    return "@Nullable " + type.java();
  }

  /** The Java expression of the default value. */
  String javaDefault() {
    if ("null".equals(defaultValue)) {
      return "null";
    }
    if (type.array()) {
      return "List.of()";
    }
    return switch (type.name()) {
      case "bool" -> defaultValue == null ? "false" : defaultValue;
      case "int8" -> "(byte) " + number();
      case "int16" -> "(short) " + number();
      case "uint16", "int32" -> number();
      case "uint32", "int64" -> number() + "L";
      case "float64" -> number() + "d";
      case "uuid" -> "Uuid.ZERO";
      case "string" -> defaultValue == null ? "\"\"" : '"' + defaultValue.replace("\"", "") + '"';
      case "bytes" -> "Bytes.EMPTY";
      case "records" -> isNullable() ? "null" : "BufferRecords.EMPTY";
      default -> type.name() + ".DEFAULT";
    };
  }

  private String number() {
    return defaultValue == null ? "0" : defaultValue;
  }

  /** A Java condition that the value of this field is its default. */
  String isDefault() {
    String fallback = javaDefault();
    if (fallback.equals("null")) {
      return name + " == null";
    }
    if (type.isReference()) {
      String test = type.array() ? name + ".isEmpty()" : name + ".equals(" + fallback + ")";
      return isNullable() ? "(" + name + " != null && " + test + ")" : test;
    }
    return type.name().equals("bool")
        ? (fallback.equals("true") ? name : "!" + name)
        : name + " == " + fallback;
  }
}
