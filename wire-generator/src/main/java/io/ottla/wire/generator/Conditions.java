package io.ottla.wire.generator;

/** The version conditions that the emitters share. */
record Conditions(Message message) {
  /** Where the message itself is flexible. */
  String flexible() {
    return message.flexible().condition(message.valid());
  }

  /** Where a field takes the compact form. */
  String flexible(Field field) {
    Versions own = field.flexible();
    return own == null ? flexible() : own.condition(message.valid());
  }

  /** Where a field is on the wire. */
  String present(Field field) {
    return field.versions().condition(message.valid());
  }

  /** Where a field is on the wire as a tagged field. */
  String tagged(Field field) {
    return field.versions().intersect(field.tagged()).condition(message.valid());
  }

  /** Where a present field may be null. */
  String nullable(Field field) {
    return field.nullable().condition(message.valid().intersect(field.versions()));
  }
}
