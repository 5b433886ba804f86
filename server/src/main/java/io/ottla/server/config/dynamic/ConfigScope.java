package io.ottla.server.config.dynamic;

import io.ottla.server.config.key.BrokerKeys;
import io.ottla.server.config.key.ConfigKey;
import io.ottla.wire.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;

/** What configurations can be set for at run time. */
public enum ConfigScope {
  TOPIC("topic", ErrorCode.INVALID_CONFIG),
  BROKER("broker", ErrorCode.INVALID_REQUEST),
  ALL_BROKERS("broker", ErrorCode.INVALID_REQUEST),
  GROUP("group", ErrorCode.INVALID_CONFIG),
  CLIENT_METRICS("client metrics", ErrorCode.INVALID_REQUEST);

  private final String noun;
  private final ErrorCode invalid;

  ConfigScope(String noun, ErrorCode invalid) {
    this.noun = noun;
    this.invalid = invalid;
  }

  /** The word for it in messages. */
  String noun() {
    return noun;
  }

  /** The error that an invalid value is answered with. */
  ErrorCode invalid() {
    return invalid;
  }

  /** Whether names that are not known are kept: a broker may be newer than this one. */
  boolean acceptsUnknownNames() {
    return this == BROKER || this == ALL_BROKERS;
  }

  @Nullable ConfigKey<?> find(String name) {
    return switch (this) {
      case TOPIC -> BrokerKeys.TOPIC.get(name);
      case BROKER, ALL_BROKERS -> BrokerKeys.findDynamic(name);
      case GROUP -> BrokerKeys.GROUP.get(name);
      case CLIENT_METRICS -> BrokerKeys.CLIENT_METRICS.get(name);
    };
  }
}
