package io.ottla.wire.generator;

import java.util.List;

/** Writes the list of APIs and the entry that reads any request or response by its key. */
final class ApiEmitter {
  static final String KEY_PACKAGE = "io.ottla.wire.protocol";

  private final List<Message> requests;
  private final List<Message> responses;

  ApiEmitter(List<Message> requests, List<Message> responses) {
    this.requests = requests;
    this.responses = responses;
  }

  String apiKey() {
    SourceWriter out = new SourceWriter();
    out.line("package " + KEY_PACKAGE + ";").line("");
    out.line("import javax.annotation.processing.Generated;");
    out.line("import org.jspecify.annotations.Nullable;").line("");
    out.line("/** The APIs of the protocol with their schemas' versions. */");
    out.line("@Generated(\"io.ottla.wire.generator\")");
    out.line("public enum ApiKey {");
    for (int i = 0; i < requests.size(); i++) {
      out.line(constant(requests.get(i)) + (i < requests.size() - 1 ? "," : ";"));
    }
    out.line("");
    out.line(
            "private static final @Nullable ApiKey[] BY_ID = new @Nullable ApiKey["
                + (requests.get(requests.size() - 1).key() + 1)
                + "];")
        .line("");
    out.line("static {");
    out.line("for (ApiKey key : values()) {")
        .line("BY_ID[key.id] = key;")
        .line("}")
        .line("}")
        .line("");
    for (String[] field : FIELDS) {
      out.line("private final " + field[0] + " " + field[1] + ";");
    }
    out.line("");
    out.line("ApiKey(int id, String apiName, int lowestVersion, int highestVersion,");
    out.line("    int lowestFlexibleVersion, boolean latestUnstable, boolean onBroker,");
    out.line("    boolean onController) {");
    for (String[] field : FIELDS) {
      String cast = field[0].equals("short") ? "(short) " : "";
      out.line("this." + field[1] + " = " + cast + field[1] + ";");
    }
    out.line("}").line("");
    out.line("/** The API of an id, or null when the protocol has none. */");
    out.line("public static @Nullable ApiKey of(short id) {");
    out.line("return id >= 0 && id < BY_ID.length ? BY_ID[id] : null;");
    out.line("}").line("");
    for (String[] field : FIELDS) {
      out.line("/** " + field[2] + " */");
      out.line("public " + field[0] + " " + field[1] + "() {");
      out.line("return " + field[1] + ";");
      out.line("}").line("");
    }
    out.line("/** Whether a version lies in the schema's range. */");
    out.line("public boolean hasVersion(short version) {");
    out.line("return version >= lowestVersion && version <= highestVersion;");
    out.line("}").line("");
    out.line("/** Whether a version has compact fields and tagged fields (KIP-482). */");
    out.line("public boolean isFlexible(short version) {");
    out.line("return version >= lowestFlexibleVersion;");
    out.line("}").line("");
    out.line("/** The version of the header of a request. */");
    out.line("public short requestHeaderVersion(short version) {");
    out.line("return (short) (isFlexible(version) ? 2 : 1);");
    out.line("}").line("");
    out.line("/**");
    out.line(
        " * The version of the header of a response. That of ApiVersions is always 0, for the"
            + " client");
    out.line(" * does not know yet what the broker speaks (KIP-511).");
    out.line(" */");
    out.line("public short responseHeaderVersion(short version) {");
    out.line("return (short) (this != API_VERSIONS && isFlexible(version) ? 1 : 0);");
    out.line("}");
    return out.line("}").toString();
  }

  private static final List<String[]> FIELDS =
      List.of(
          new String[] {"short", "id", "The key on the wire."},
          new String[] {"String", "apiName", "The name in the protocol."},
          new String[] {"short", "lowestVersion", "The lowest version of the schema."},
          new String[] {"short", "highestVersion", "The highest version of the schema."},
          new String[] {"int", "lowestFlexibleVersion", "The first flexible version."},
          new String[] {
            "boolean", "latestUnstable", "Whether the highest version may still change."
          },
          new String[] {"boolean", "onBroker", "Whether broker listeners serve it."},
          new String[] {"boolean", "onController", "Whether controller listeners serve it."});

  private static String constant(Message request) {
    String name = apiName(request);
    Versions flexible = request.flexible();
    return "%s(%d, \"%s\", %d, %d, %s, %s, %s, %s)"
        .formatted(
            constantName(name),
            request.key(),
            name,
            request.valid().lowest(),
            request.valid().highest(),
            flexible.isEmpty() ? "Integer.MAX_VALUE" : String.valueOf(flexible.lowest()),
            request.latestUnstable(),
            request.listeners().contains("broker"),
            request.listeners().contains("controller"));
  }

  private static String apiName(Message request) {
    return request.name().substring(0, request.name().length() - "Request".length());
  }

  static String constantName(String name) {
    return name.replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(java.util.Locale.ROOT);
  }

  String apiMessages() {
    SourceWriter out = new SourceWriter();
    out.line("package " + RecordEmitter.PACKAGE + ";").line("");
    out.line("import io.ottla.wire.codec.ApiMessage;");
    out.line("import io.ottla.wire.codec.Reader;");
    out.line("import io.ottla.wire.protocol.ApiKey;");
    out.line("import javax.annotation.processing.Generated;").line("");
    out.line("/** Reads any request or response by its API key. */");
    out.line("@Generated(\"io.ottla.wire.generator\")");
    out.line("public final class ApiMessages {");
    out.line("private ApiMessages() {}").line("");
    reader(out, "readRequest", requests);
    out.line("");
    reader(out, "readResponse", responses);
    return out.line("}").toString();
  }

  private static void reader(SourceWriter out, String method, List<Message> messages) {
    out.line("/** Reads the body behind the header. */");
    out.line("public static ApiMessage " + method + "(ApiKey key, Reader in, short version) {");
    out.line("return switch (key) {");
    for (Message m : messages) {
      String name = m.name().replaceAll("(Request|Response)$", "");
      out.line("case " + constantName(name) + " -> " + m.name() + ".read(in, version);");
    }
    out.line("};");
    out.line("}");
  }
}
