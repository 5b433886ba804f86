package io.ottla.server.cli;

/** What this build is. */
final class Build {
  private Build() {}

  /** The version; "development" where the classes do not come from their jar. */
  static String version() {
    String version = Build.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
