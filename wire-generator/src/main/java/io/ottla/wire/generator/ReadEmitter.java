package io.ottla.wire.generator;

/** Writes the {@code read} method of a struct. */
final class ReadEmitter {
  private final Message message;
  private final Struct struct;
  private final SourceWriter out;
  private final Conditions conditions;

  ReadEmitter(Message message, Struct struct, SourceWriter out) {
    this.message = message;
    this.struct = struct;
    this.out = out;
    this.conditions = new Conditions(message);
  }

  void emit() {
    out.line("/** Reads it from the reader's position. */");
    out.line("public static " + struct.name() + " read(Reader in, short version) {");
    if (struct.name().equals(message.name())) {
      out.line("if (version < LOWEST_VERSION || version > HIGHEST_VERSION) {");
      out.line(
          "throw new UnsupportedVersionException(\"" + message.name() + " version \" + version);");
      out.line("}");
    }
    for (Field field : struct.fields()) {
      out.line(field.javaType() + " " + field.name() + " = " + initial(field) + ";");
    }
    taggedFields();
    out.line(
        "return new "
            + struct.name()
            + "("
            + String.join(", ", struct.fields().stream().map(Field::name).toList())
            + ");");
    out.line("}").line("");
  }

  private String initial(Field field) {
    if (field.isTagged()) {
      return field.javaDefault();
    }
    return choose(conditions.present(field), value(field), field.javaDefault());
  }

  private String value(Field field) {
    Type type = field.type();
    String flexible = conditions.flexible(field);
    String nullable = conditions.nullable(field);
    if (type.array()) {
      String arguments = "(" + flexible + ", version, " + element(type, flexible) + ")";
      return choose(nullable, "in.nullableArray" + arguments, "in.array" + arguments);
    }
    if (type.isStruct()) {
      String read = type.name() + ".read(in, version)";
      String present = field.isTagged() ? "(in.taggedPresent() ? " : "(in.present() ? ";
      return choose(nullable, present + read + " : null)", read);
    }
    if (type.fixedSize() > 0) {
      return "in." + type.name() + "()";
    }
    String suffix = type.name() + "(" + flexible + ")";
    String capital = Character.toUpperCase(suffix.charAt(0)) + suffix.substring(1);
    return choose(nullable, "in.nullable" + capital, "in." + suffix);
  }

  private static String element(Type type, String flexible) {
    if (type.isStruct()) {
      return type.name() + "::read";
    }
    if (type.fixedSize() > 0) {
      return "(r, v) -> r." + type.name() + "()";
    }
    String compact = "(r, v) -> r." + type.name() + "(true)";
    String plain = "(r, v) -> r." + type.name() + "(false)";
    return choose(flexible, compact, plain);
  }

  private void taggedFields() {
    String flexible = conditions.flexible();
    if (flexible.equals("false")) {
      return;
    }
    out.line("if (" + flexible + ") {");
    if (struct.tagged().isEmpty()) {
      out.line("in.skipTaggedFields();");
    } else {
      out.line("for (int left = in.unsignedVarint(); left > 0; left--) {");
      out.line("int tag = in.unsignedVarint();");
      out.line("int end = in.taggedFieldEnd();");
      for (Field field : struct.tagged()) {
        String condition = conditions.tagged(field);
        out.line(
            "if (tag == "
                + field.tag()
                + (condition.equals("true") ? "" : " && " + condition)
                + ") {");
        out.line(field.name() + " = " + value(field) + ";");
        out.line("in.expectTaggedFieldEnd(end);");
        out.line("continue;");
        out.line("}");
      }
      out.line("in.skip(in.remaining() - end);");
      out.line("}");
    }
    out.line("}");
  }

  /** {@code condition ? yes : no}, folded where the condition is constant. */
  static String choose(String condition, String yes, String no) {
    return switch (condition) {
      case "true" -> yes;
      case "false" -> no;
      default -> yes.equals(no) ? yes : condition + " ? " + yes + " : " + no;
    };
  }
}
