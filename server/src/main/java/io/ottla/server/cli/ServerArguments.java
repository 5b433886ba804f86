package io.ottla.server.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code ottla server} is told.
 *
 * @param file the property file; null for none
 * @param overrides {@code key=value} each
 */
record ServerArguments(@Nullable Path file, List<String> overrides) {
  private static final String COMMAND = "server";
  private static final String OVERRIDE = "--override";

  ServerArguments {
    overrides = List.copyOf(overrides);
  }

  /**
   * Reads a command line that has nothing but a property file and overrides; null for every other,
   * which is the command line library's business. Loading that library takes a third of the time to
   * the first answered request, and its classes are too old for an archive.
   */
  static @Nullable ServerArguments plain(String... arguments) {
    if (arguments.length == 0 || !arguments[0].equals(COMMAND)) {
      return null;
    }
    Path file = null;
    List<String> overrides = new ArrayList<>();
    for (int i = 1; i < arguments.length; i++) {
      String argument = arguments[i];
      if (argument.equals(OVERRIDE) && i + 1 < arguments.length) {
        overrides.add(arguments[++i]);
      } else if (argument.startsWith(OVERRIDE + "=")) {
        overrides.add(argument.substring(OVERRIDE.length() + 1));
      } else if (!argument.startsWith("-") && file == null) {
        file = Path.of(argument);
      } else {
        return null;
      }
    }
    return new ServerArguments(file, overrides);
  }
}
