package io.ottla.wire.generator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** {@code Main SCHEMA_DIR OUTPUT_DIR}: writes the sources of all messages whose text changed. */
public final class Main {
  private final Path output;

  private Main(Path output) {
    this.output = output;
  }

  /** Runs the generator. */
  public static void main(String[] args) throws IOException {
    new Main(Path.of(args[1])).run(Path.of(args[0]));
  }

  private void run(Path schemas) throws IOException {
    List<Message> messages = new ArrayList<>();
    for (Path file : schemaFiles(schemas)) {
      messages.addAll(
          SchemaParser.parse(file.toString(), Files.readAllLines(file, StandardCharsets.UTF_8)));
    }
    messages.removeIf(m -> m.valid().isEmpty());
    for (Message message : messages) {
      write(RecordEmitter.PACKAGE, message.name(), RecordEmitter.emit(message));
    }
    ApiEmitter apis = new ApiEmitter(ofKind(messages, "request"), ofKind(messages, "response"));
    write(ApiEmitter.KEY_PACKAGE, "ApiKey", apis.apiKey());
    write(RecordEmitter.PACKAGE, "ApiMessages", apis.apiMessages());
    write(RecordEmitter.PACKAGE, "package-info", RecordEmitter.packageInfo());
  }

  private static List<Path> schemaFiles(Path schemas) throws IOException {
    try (Stream<Path> walk = Files.walk(schemas)) {
      return walk.filter(p -> p.toString().endsWith(".schema")).sorted().toList();
    }
  }

  private static List<Message> ofKind(List<Message> messages, String kind) {
    return messages.stream()
        .filter(m -> m.kind().equals(kind))
        .sorted(Comparator.comparingInt(Message::key))
        .toList();
  }

  /** Leaves a file alone whose text is the same, so that the compiler need not run again. */
  private void write(String packageName, String name, String source) throws IOException {
    Path file = output.resolve(packageName.replace('.', '/')).resolve(name + ".java");
    Files.createDirectories(file.getParent());
    if (!Files.exists(file) || !Files.readString(file).equals(source)) {
      Files.writeString(file, source);
    }
  }
}
