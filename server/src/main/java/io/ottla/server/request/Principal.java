package io.ottla.server.request;

/**
 * Who sends a request.
 *
 * @param type as in ACLs, {@code User} for people and programs
 * @param name within the type
 */
public record Principal(String type, String name) {
  /** Who has not said who they are. */
  public static final Principal ANONYMOUS = new Principal("User", "ANONYMOUS");

  @Override
  public String toString() {
    return type + ":" + name;
  }
}
