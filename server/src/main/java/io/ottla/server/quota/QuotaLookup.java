package io.ottla.server.quota;

import io.ottla.replication.image.QuotaEntity;
import io.ottla.replication.image.QuotasImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the quota that holds for a client: the first that is set of those for his user and client
 * id, his user, and his client id, the named before the default at each place (KIP-55).
 */
final class QuotaLookup {
  private static final String USER = "user";
  private static final String CLIENT = "client-id";

  /**
   * A quota that holds, and who shares it: everyone for whom it has the same names. A default is
   * not shared, everyone whom it holds for has his own.
   *
   * @param rate per second
   * @param user null where users are not told apart
   * @param clientId null where clients are not told apart
   */
  record Limit(QuotaType type, double rate, @Nullable String user, @Nullable String clientId) {}

  private QuotaLookup() {}

  static @Nullable Limit find(QuotasImage quotas, QuotaType type, String user, String clientId) {
    for (Map<String, @Nullable String> names : candidates(user, clientId)) {
      Double rate = quotas.of(new QuotaEntity(names)).get(type.key());
      if (rate != null) {
        return new Limit(
            type,
            rate,
            names.containsKey(USER) ? user : null,
            names.containsKey(CLIENT) ? clientId : null);
      }
    }
    return null;
  }

  private static List<Map<String, @Nullable String>> candidates(String user, String clientId) {
    List<Map<String, @Nullable String>> candidates = new ArrayList<>(8);
    candidates.add(names(USER, user, CLIENT, clientId));
    candidates.add(names(USER, user, CLIENT, null));
    candidates.add(names(USER, user));
    candidates.add(names(USER, null, CLIENT, clientId));
    candidates.add(names(USER, null, CLIENT, null));
    candidates.add(names(USER, null));
    candidates.add(names(CLIENT, clientId));
    candidates.add(names(CLIENT, null));
    return candidates;
  }

  private static Map<String, @Nullable String> names(String type, @Nullable String name) {
    Map<String, @Nullable String> names = new TreeMap<>();
    names.put(type, name);
    return names;
  }

  private static Map<String, @Nullable String> names(
      String type, @Nullable String name, String otherType, @Nullable String otherName) {
    Map<String, @Nullable String> names = names(type, name);
    names.put(otherType, otherName);
    return names;
  }
}
