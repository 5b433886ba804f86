package io.ottla.server.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a start: a file or the built-in ones, and what the command line puts on top.
 *
 * @param problems sentences about what could not be read
 */
public record PropertySource(Map<String, String> properties, List<String> problems) {
  public PropertySource {
    properties = Map.copyOf(properties);
    problems = List.copyOf(problems);
  }

  /**
   * Reads them.
   *
   * @param file a Java property file; null for the built-in properties
   * @param overrides {@code key=value} each
   */
  public static PropertySource read(@Nullable Path file, List<String> overrides) {
    List<String> problems = new ArrayList<>();
    Map<String, String> properties =
        new HashMap<>(file == null ? BrokerConfig.builtIn() : load(file, problems));
    for (String override : overrides) {
      int equals = override.indexOf('=');
      if (equals <= 0) {
        problems.add("Invalid override " + override + ": must be key=value");
      } else {
        properties.put(override.substring(0, equals).trim(), override.substring(equals + 1).trim());
      }
    }
    return new PropertySource(properties, problems);
  }

  private static Map<String, String> load(Path file, List<String> problems) {
    Properties loaded = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      loaded.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      problems.add("Cannot read " + file + ": " + reason(e));
    }
    Map<String, String> properties = new HashMap<>();
    loaded.stringPropertyNames().forEach(name -> properties.put(name, loaded.getProperty(name)));
    return properties;
  }

  private static String reason(Exception e) {
    if (e instanceof java.nio.file.NoSuchFileException) {
      return "there is no such file";
    }
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
