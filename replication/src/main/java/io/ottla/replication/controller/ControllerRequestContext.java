package io.ottla.replication.controller;

/**
 * Who asks the controller, and how.
 *
 * @param version the version of the request, as the client sent it; answers differ by it
 * @param principal the authenticated principal, such as {@code User:ANONYMOUS}
 * @param quota how many partitions he may have created or deleted
 */
public record ControllerRequestContext(short version, String principal, MutationQuota quota) {
  private static final String BROKER_PRINCIPAL = "User:ottla";

  /** Without a quota. */
  public ControllerRequestContext(short version, String principal) {
    this(version, principal, MutationQuota.UNLIMITED);
  }

  /** For what the broker asks on its own behalf, in the given version of the request. */
  public static ControllerRequestContext ofBroker(short version) {
    return new ControllerRequestContext(version, BROKER_PRINCIPAL);
  }
}
