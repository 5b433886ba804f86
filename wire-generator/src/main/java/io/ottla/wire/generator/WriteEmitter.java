package io.ottla.wire.generator;

/** Writes the {@code write} method of a struct. */
final class WriteEmitter {
  private final Struct struct;
  private final SourceWriter out;
  private final Conditions conditions;

  WriteEmitter(Message message, Struct struct, SourceWriter out) {
    this.struct = struct;
    this.out = out;
    this.conditions = new Conditions(message);
  }

  void emit() {
    out.line("@Override");
    out.line("public void write(Writer out, short version) {");
    for (Field field : struct.untagged()) {
      String present = conditions.present(field);
      if (!present.equals("false")) {
        out.beginIf(present);
        value(field);
        out.endIf(present);
      }
    }
    if (!conditions.flexible().equals("false")) {
      out.line("if (" + conditions.flexible() + ") {");
      taggedFields();
      out.line("}");
    }
    out.line("}").line("");
    taggedFieldCount();
  }

  private void taggedFields() {
    if (struct.tagged().isEmpty()) {
      out.line("out.unsignedVarint(0);");
      return;
    }
    out.line("out.unsignedVarint(taggedFieldCount(version));");
    struct.tagged().stream()
        .sorted((a, b) -> Integer.compare(a.tag(), b.tag()))
        .forEach(
            field -> {
              out.line("if (" + SizeEmitter.isWritten(field, conditions) + ") {");
              out.line("out.unsignedVarint(" + field.tag() + ");");
              out.line("out.unsignedVarint(" + SizeEmitter.sizeCall(field, conditions) + ");");
              value(field);
              out.line("}");
            });
  }

  private void taggedFieldCount() {
    if (struct.tagged().isEmpty()) {
      return;
    }
    out.line("private int taggedFieldCount(short version) {");
    out.line("int count = 0;");
    for (Field field : struct.tagged()) {
      out.line("if (" + SizeEmitter.isWritten(field, conditions) + ") {");
      out.line("count++;");
      out.line("}");
    }
    out.line("return count;");
    out.line("}").line("");
  }

  private void value(Field field) {
    Type type = field.type();
    String name = field.name();
    if (type.array()) {
      array(field);
    } else if (type.isStruct()) {
      structValue(field);
    } else if (type.fixedSize() > 0) {
      out.line("out." + type.name() + "(" + name + ");");
    } else {
      out.line("out." + type.name() + "(" + name + ", " + conditions.flexible(field) + ");");
    }
  }

  private void structValue(Field field) {
    String name = field.name();
    if (!field.isNullable()) {
      out.line(name + ".write(out, version);");
      return;
    }
    String nullable = conditions.nullable(field);
    if (!nullable.equals("false")) {
      out.beginIf(nullable);
      String present = field.isTagged() ? "out.taggedPresent(" : "out.present(";
      out.line(present + name + " != null);");
      out.endIf(nullable);
    }
    out.line("if (" + name + " != null) {");
    out.line(name + ".write(out, version);");
    out.line("}");
  }

  private void array(Field field) {
    String name = field.name();
    String flexible = conditions.flexible(field);
    if (field.isNullable()) {
      out.line("if (" + name + " == null) {");
      out.line("out.arrayCount(-1, " + flexible + ");");
      out.line("} else {");
    }
    out.line("out.arrayCount(" + name + ".size(), " + flexible + ");");
    out.line("for (int i = 0; i < " + name + ".size(); i++) {");
    Type type = field.type();
    if (type.isStruct()) {
      out.line(name + ".get(i).write(out, version);");
    } else if (type.fixedSize() > 0) {
      out.line("out." + type.name() + "(" + name + ".get(i));");
    } else {
      out.line("out." + type.name() + "(" + name + ".get(i), " + flexible + ");");
    }
    out.line("}");
    if (field.isNullable()) {
      out.line("}");
    }
  }
}
