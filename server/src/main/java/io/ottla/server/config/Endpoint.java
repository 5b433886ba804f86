package io.ottla.server.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A host and a port.
 *
 * @param host a name or an address without brackets; empty for every interface
 * @param port 0 lets the operating system choose
 */
public record Endpoint(String host, int port) {
  private static final Pattern HOST_PORT =
      Pattern.compile("(?:\\[([0-9a-zA-Z%._:-]*)]|([0-9a-zA-Z%._-]*)):(\\d{1,5})");
  private static final int MAX_PORT = 65_535;

  /** Reads {@code host:port}, {@code [address]:port} or {@code :port}; null where it is not one. */
  public static @Nullable Endpoint parse(String text) {
    Matcher matcher = HOST_PORT.matcher(text.trim());
    if (!matcher.matches()) {
      return null;
    }
    String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
    int port = Integer.parseInt(matcher.group(3));
    return port > MAX_PORT ? null : new Endpoint(host, port);
  }

  /** Whether the host stands for all addresses of the machine, none of which is named. */
  public boolean isEveryInterface() {
    return host.isEmpty() || host.equals("0.0.0.0") || host.equals("::");
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
