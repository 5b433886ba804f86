package io.ottla.replication.decider;

import io.ottla.replication.controller.ApiError;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which quotas there are, for whom, and which values they may have. */
final class QuotaRules {
  static final String USER = "user";
  static final String CLIENT_ID = "client-id";
  static final String IP = "ip";

  private static final Set<String> WHOLE_USER_QUOTAS =
      Set.of("producer_byte_rate", "consumer_byte_rate");
  private static final Set<String> FRACTIONAL_USER_QUOTAS =
      Set.of("request_percentage", "controller_mutation_rate");
  private static final Set<String> WHOLE_IP_QUOTAS = Set.of("connection_creation_rate");

  private QuotaRules() {}

  static ApiError checkEntity(Map<String, @Nullable String> names) {
    if (names.isEmpty()) {
      return ConfigChecks.invalid("Invalid empty client quota entity");
    }
    for (Map.Entry<String, @Nullable String> name : names.entrySet()) {
      String type = name.getKey();
      if (!type.equals(USER) && !type.equals(CLIENT_ID) && !type.equals(IP)) {
        return ConfigChecks.invalid("Unhandled client quota entity type: " + type);
      }
      if (name.getValue() != null && name.getValue().isEmpty()) {
        return ConfigChecks.invalid("Empty " + type + " not supported");
      }
    }
    return names.containsKey(IP) && names.size() > 1
        ? ConfigChecks.invalid(
            "Invalid quota entity combination, IP entity shouldnot be combined with User or"
                + " ClientId")
        : ApiError.NONE;
  }

  static ApiError checkKey(Map<String, @Nullable String> names, String key) {
    boolean known =
        names.containsKey(IP)
            ? WHOLE_IP_QUOTAS.contains(key)
            : WHOLE_USER_QUOTAS.contains(key) || FRACTIONAL_USER_QUOTAS.contains(key);
    return known ? ApiError.NONE : ConfigChecks.invalid("Invalid configuration key " + key);
  }

  static ApiError checkValue(String key, double value) {
    if (!(value > 0)) {
      return ConfigChecks.invalid("Quota " + key + " must be greater than 0");
    }
    boolean whole = value == Math.rint(value);
    return whole || FRACTIONAL_USER_QUOTAS.contains(key)
        ? ApiError.NONE
        : ConfigChecks.invalid(key + " cannot be a fractional value.");
  }
}
