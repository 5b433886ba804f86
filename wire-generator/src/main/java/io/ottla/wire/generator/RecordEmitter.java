package io.ottla.wire.generator;

import java.util.List;

/** Writes the Java record of a message with its nested structs. */
final class RecordEmitter {
  static final String PACKAGE = "io.ottla.wire.message";

  private final Message message;
  private final SourceWriter out = new SourceWriter();

  private RecordEmitter(Message message) {
    this.message = message;
  }

  static String emit(Message message) {
    RecordEmitter emitter = new RecordEmitter(message);
    emitter.file();
    return emitter.out.toString();
  }

  static String packageInfo() {
    return new SourceWriter()
        .line("/** The generated messages: immutable records that read and write themselves. */")
        .line("@NullMarked")
        .line("package " + PACKAGE + ";")
        .line("")
        .line("import org.jspecify.annotations.NullMarked;")
        .toString();
  }

  private void file() {
    out.line("package " + PACKAGE + ";").line("");
    for (String imported :
        List.of(
            "io.ottla.wire.codec.ApiMessage",
            "io.ottla.wire.codec.BufferRecords",
            "io.ottla.wire.codec.Bytes",
            "io.ottla.wire.codec.Reader",
            "io.ottla.wire.codec.RecordsPayload",
            "io.ottla.wire.codec.Sizes",
            "io.ottla.wire.codec.UnsupportedVersionException",
            "io.ottla.wire.codec.Writer",
            "io.ottla.wire.protocol.Uuid",
            "java.util.List",
            "javax.annotation.processing.Generated",
            "org.jspecify.annotations.Nullable")) {
      out.line("import " + imported + ";");
    }
    out.line("");
    javadoc(message.doc(), message.root());
    out.line("@Generated(\"io.ottla.wire.generator\")");
    struct(message.root(), true);
  }

  private void javadoc(List<String> prose, Struct struct) {
    out.line("/**");
    prose.forEach(line -> out.line(" * " + escape(line)));
    List<Field> remarked = struct.fields().stream().filter(f -> !f.remark().isEmpty()).toList();
    if (!remarked.isEmpty()) {
      out.line(" *");
      remarked.forEach(f -> out.line(" * @param " + f.name() + " " + escape(f.remark())));
    }
    out.line(" */");
  }

  private void struct(Struct struct, boolean root) {
    out.line("public record " + struct.name() + "(" + components(struct) + ")");
    out.line("    implements ApiMessage {");
    if (root) {
      versions();
    }
    out.line("/** All fields at their defaults. */");
    out.line("public static final " + struct.name() + " DEFAULT = builder().build();").line("");
    compactConstructor(struct);
    new ReadEmitter(message, struct, out).emit();
    new SizeEmitter(message, struct, out).emit();
    new WriteEmitter(message, struct, out).emit();
    new BuilderEmitter(struct, out).emit();
    if (root) {
      throttleTime(struct);
      message.structs().values().stream()
          .sorted((a, b) -> a.name().compareTo(b.name()))
          .forEach(
              nested -> {
                out.line("");
                javadoc(List.of("A part of the message."), nested);
                struct(nested, false);
              });
    }
    out.line("}");
  }

  private void throttleTime(Struct struct) {
    if (struct.fields().stream().anyMatch(field -> field.name().equals("throttleTimeMs"))) {
      out.line("@Override");
      out.line("public " + struct.name() + " withThrottleTimeMs(int throttleTimeMs) {");
      out.line("return toBuilder().throttleTimeMs(throttleTimeMs).build();");
      out.line("}").line("");
    }
  }

  private void versions() {
    Versions valid = message.valid();
    out.line("/** The lowest version of the schema. */");
    out.line("public static final short LOWEST_VERSION = " + valid.lowest() + ";");
    out.line("/** The highest version of the schema. */");
    out.line("public static final short HIGHEST_VERSION = " + valid.highest() + ";");
    if (message.key() >= 0) {
      out.line("/** The API key or record type. */");
      out.line("public static final short KEY = " + message.key() + ";");
    }
    out.line("");
  }

  private static String components(Struct struct) {
    return String.join(
        ", ", struct.fields().stream().map(f -> f.javaType() + " " + f.name()).toList());
  }

  private void compactConstructor(Struct struct) {
    List<Field> arrays = struct.fields().stream().filter(f -> f.type().array()).toList();
    if (arrays.isEmpty()) {
      return;
    }
    out.line("/** Copies the lists. */");
    out.line("public " + struct.name() + " {");
    for (Field f : arrays) {
      String copy = "List.copyOf(" + f.name() + ")";
      out.line(
          f.name()
              + " = "
              + (f.isNullable() ? f.name() + " == null ? null : " + copy : copy)
              + ";");
    }
    out.line("}").line("");
  }

  private static String escape(String doc) {
    return doc.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
