package io.ottla.wire.generator;

/** Writes {@code sizeOf} and, where records are held, {@code splicedSize}. */
final class SizeEmitter {
  private final Message message;
  private final Struct struct;
  private final SourceWriter out;
  private final Conditions conditions;

  SizeEmitter(Message message, Struct struct, SourceWriter out) {
    this.message = message;
    this.struct = struct;
    this.out = out;
    this.conditions = new Conditions(message);
  }

  void emit() {
    out.line("@Override");
    out.line("public int sizeOf(short version) {");
    if (struct.name().equals(message.name())) {
      out.line("if (version < LOWEST_VERSION || version > HIGHEST_VERSION) {");
      out.line(
          "throw new UnsupportedVersionException(\"" + message.name() + " version \" + version);");
      out.line("}");
    }
    out.line("int size = 0;");
    struct.fields().forEach(this::field);
    if (!conditions.flexible().equals("false")) {
      out.line("if (" + conditions.flexible() + ") {");
      struct.tagged().forEach(this::taggedField);
      out.line("size += Sizes.unsignedVarint(" + taggedCount() + ");");
      out.line("}");
    }
    out.line("return size;");
    out.line("}").line("");
    for (Field field : struct.fields()) {
      if (!isPlain(field)) {
        sizeMethod(field);
      }
    }
    splicedSize();
  }

  private String taggedCount() {
    return struct.tagged().isEmpty() ? "0" : "taggedFieldCount(version)";
  }

  private void field(Field field) {
    String present = conditions.present(field);
    if (!field.isTagged() && !present.equals("false")) {
      out.beginIf(present);
      nullCheck(field);
      out.line("size += " + sizeCall(field) + ";");
      out.endIf(present);
    }
    if (!present.equals("true") && !field.ignorable()) {
      String absent = present.equals("false") ? "" : "!(" + present + ") && ";
      out.line("if (" + absent + "!(" + field.isDefault() + ")) {");
      unsupported(field, "is not in version");
      out.line("}");
    }
  }

  private void nullCheck(Field field) {
    String nullable = conditions.nullable(field);
    if (field.isNullable() && !nullable.equals("true")) {
      out.line(
          "if ("
              + field.name()
              + " == null"
              + (nullable.equals("false") ? "" : " && !(" + nullable + ")")
              + ") {");
      unsupported(field, "may not be null in version");
      out.line("}");
    }
  }

  private void unsupported(Field field, String what) {
    out.line(
        "throw new UnsupportedVersionException(\""
            + struct.name()
            + "."
            + field.name()
            + " "
            + what
            + " \" + version);");
  }

  private void taggedField(Field field) {
    out.line("if (" + isWritten(field, conditions) + ") {");
    out.line("int fieldSize = " + sizeCall(field) + ";");
    out.line(
        "size += " + varintSize(field.tag()) + " + Sizes.unsignedVarint(fieldSize) + fieldSize;");
    out.line("}");
  }

  /** Whether a tagged field is written: the version has it and it is not at its default. */
  static String isWritten(Field field, Conditions conditions) {
    String tagged = conditions.tagged(field);
    String set = "!(" + field.isDefault() + ")";
    return tagged.equals("true") ? set : tagged + " && " + set;
  }

  private static int varintSize(int tag) {
    return tag < 128 ? 1 : 2;
  }

  private static boolean isPlain(Field field) {
    return !field.type().array() && !field.type().isStruct();
  }

  /** The expression of a field's size; arrays and structs have a method of their own. */
  static String sizeCall(Field field, Conditions conditions) {
    Type type = field.type();
    if (!isPlain(field)) {
      return "sizeOf" + BuilderEmitter.capital(field.name()) + "(version)";
    }
    return type.fixedSize() > 0
        ? String.valueOf(type.fixedSize())
        : "Sizes." + type.name() + "(" + field.name() + ", " + conditions.flexible(field) + ")";
  }

  private String sizeCall(Field field) {
    return sizeCall(field, conditions);
  }

  private void sizeMethod(Field field) {
    String name = field.name();
    Type type = field.type();
    String flexible = conditions.flexible(field);
    out.line("private int sizeOf" + BuilderEmitter.capital(name) + "(short version) {");
    if (!type.array()) {
      if (field.isNullable()) {
        out.line(
            "return " + name + " == null ? 1 : " + presentByte(field) + name + ".sizeOf(version);");
      } else {
        out.line("return " + name + ".sizeOf(version);");
      }
      out.line("}").line("");
      return;
    }
    if (field.isNullable()) {
      out.line("if (" + name + " == null) {");
      out.line("return Sizes.arrayCount(-1, " + flexible + ");");
      out.line("}");
    }
    String count = "Sizes.arrayCount(" + name + ".size(), " + flexible + ")";
    if (type.fixedSize() > 0) {
      out.line("return " + count + " + " + type.fixedSize() + " * " + name + ".size();");
    } else {
      out.line("int size = " + count + ";");
      out.line("for (int i = 0; i < " + name + ".size(); i++) {");
      out.line(
          type.isStruct()
              ? "size += " + name + ".get(i).sizeOf(version);"
              : "size += Sizes." + type.name() + "(" + name + ".get(i), " + flexible + ");");
      out.line("}");
      out.line("return size;");
    }
    out.line("}").line("");
  }

  private String presentByte(Field field) {
    String nullable = conditions.nullable(field);
    return switch (nullable) {
      case "true" -> "1 + ";
      case "false" -> "";
      default -> "(" + nullable + " ? 1 : 0) + ";
    };
  }

  private void splicedSize() {
    if (!message.holdsRecords(struct)) {
      return;
    }
    out.line("@Override");
    out.line("public int splicedSize() {");
    out.line("int size = 0;");
    eachPayload("size += ", ".sizeInBytes();", ".splicedSize();");
    out.line("return size;");
    out.line("}").line("");
    out.line("@Override");
    out.line("public void releasePayloads() {");
    eachPayload("", ".release();", ".releasePayloads();");
    out.line("}").line("");
  }

  private void eachPayload(String before, String ofRecords, String ofNested) {
    for (Field field : struct.fields()) {
      Struct nested = message.struct(field.type());
      String name = field.name();
      if (field.type().name().equals("records")) {
        out.line("if (" + name + " != null) {");
        out.line(before + name + ofRecords);
        out.line("}");
      } else if (nested != null && message.holdsRecords(nested)) {
        out.line("for (int i = 0; i < " + name + ".size(); i++) {");
        out.line(before + name + ".get(i)" + ofNested);
        out.line("}");
      }
    }
  }
}
