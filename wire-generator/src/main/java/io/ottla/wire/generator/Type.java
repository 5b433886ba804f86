package io.ottla.wire.generator;

/**
 * The type of a field.
 *
 * @param name as in the schema, without {@code []}: a primitive or the name of a struct
 * @param array whether it is an array of that
 */
record Type(String name, boolean array) {
  static Type parse(String text) {
    return text.startsWith("[]") ? new Type(text.substring(2), true) : new Type(text, false);
  }

  Type element() {
    return new Type(name, false);
  }

  boolean isStruct() {
    return switch (name) {
      case "bool", "int8", "int16", "uint16", "int32", "uint32", "int64", "float64" -> false;
      case "uuid", "string", "bytes", "records" -> false;
      default -> true;
    };
  }

  /** The size in bytes of a value of fixed size, or 0. */
  int fixedSize() {
    return switch (name) {
      case "bool", "int8" -> 1;
      case "int16", "uint16" -> 2;
      case "int32", "uint32" -> 4;
      case "int64", "float64" -> 8;
      case "uuid" -> 16;
      default -> 0;
    };
  }

  boolean isNumber() {
    return !array && !name.equals("bool") && !name.equals("uuid") && fixedSize() > 0;
  }

  /** Whether a value of it can be null in Java. */
  boolean isReference() {
    return array || fixedSize() == 0 || name.equals("uuid");
  }

  /** The Java type. */
  String java() {
    if (array) {
      return "List<" + boxed() + ">";
    }
    return switch (name) {
      case "bool" -> "boolean";
      case "int8" -> "byte";
      case "int16" -> "short";
      case "uint16", "int32" -> "int";
      case "uint32", "int64" -> "long";
      case "float64" -> "double";
      default -> boxed();
    };
  }

  private String boxed() {
    return switch (name) {
      case "bool" -> "Boolean";
      case "int8" -> "Byte";
      case "int16" -> "Short";
      case "uint16", "int32" -> "Integer";
      case "uint32", "int64" -> "Long";
      case "float64" -> "Double";
      case "uuid" -> "Uuid";
      case "string" -> "String";
      case "bytes" -> "Bytes";
      case "records" -> "RecordsPayload";
      default -> name;
    };
  }
}
