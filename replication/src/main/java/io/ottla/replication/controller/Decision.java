package io.ottla.replication.controller;

import io.ottla.replication.image.MetadataRecord;
import io.ottla.wire.codec.ApiMessage;
import java.util.List;

/**
 * What the controller decided: records to commit, all or none, and the answer to give then.
 *
 * @param <R> the response of the command
 */
public record Decision<R extends ApiMessage>(List<MetadataRecord> records, R response) {
  /** Copies the records. */
  public Decision {
    records = List.copyOf(records);
  }

  /** A decision that changes nothing. */
  public static <R extends ApiMessage> Decision<R> readOnly(R response) {
    return new Decision<>(List.of(), response);
  }
}
