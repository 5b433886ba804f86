package io.ottla.wire.generator;

/** Writes the builder of a struct: every field preset to its default. */
final class BuilderEmitter {
  private final Struct struct;
  private final SourceWriter out;

  BuilderEmitter(Struct struct, SourceWriter out) {
    this.struct = struct;
    this.out = out;
  }

  void emit() {
    out.line("/** A builder with every field at its default. */");
    out.line("public static Builder builder() {");
    out.line("return new Builder();");
    out.line("}").line("");
    toBuilder();
    out.line("/** Sets fields by name. */");
    out.line("public static final class Builder {");
    for (Field field : struct.fields()) {
      out.line(
          "private " + field.javaType() + " " + field.name() + " = " + field.javaDefault() + ";");
    }
    out.line("").line("private Builder() {}").line("");
    for (Field field : struct.fields()) {
      out.line("/** Sets the field. */");
      out.line("public Builder " + field.name() + "(" + field.javaType() + " value) {");
      out.line("this." + field.name() + " = value;");
      out.line("return this;");
      out.line("}").line("");
    }
    out.line("/** The struct with what was set. */");
    out.line("public " + struct.name() + " build() {");
    out.line(
        "return new "
            + struct.name()
            + "("
            + String.join(", ", struct.fields().stream().map(Field::name).toList())
            + ");");
    out.line("}");
    out.line("}");
  }

  private void toBuilder() {
    out.line("/** A builder with this one's values. */");
    out.line("public Builder toBuilder() {");
    out.line("Builder builder = new Builder();");
    for (Field field : struct.fields()) {
      out.line("builder." + field.name() + " = " + field.name() + ";");
    }
    out.line("return builder;");
    out.line("}").line("");
  }

  static String capital(String name) {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }
}
