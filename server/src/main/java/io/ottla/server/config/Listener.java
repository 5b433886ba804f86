package io.ottla.server.config;

/**
 * One place where the broker listens.
 *
 * @param name its name in upper case, as clients never see it and brokers do
 * @param endpoint what it binds to
 */
public record Listener(String name, Endpoint endpoint, SecurityProtocol protocol) {
  @Override
  public String toString() {
    return name + "://" + endpoint;
  }
}
