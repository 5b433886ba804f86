package io.ottla.wire.generator;

/** A schema file breaks the rules; the message names file and line. */
final class SchemaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SchemaException(String message) {
    super(message);
  }
}
