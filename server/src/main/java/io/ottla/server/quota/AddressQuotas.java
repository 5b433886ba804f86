package io.ottla.server.quota;

import io.ottla.replication.controller.MetadataApplier;
import io.ottla.replication.image.MetadataDelta;
import io.ottla.replication.image.QuotaEntity;
import io.ottla.replication.image.QuotasImage;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How fast each address may connect (KIP-612). A quota names its address in whatever form, or a
 * host; names are looked up when quotas change, on a thread that may wait for DNS. The change does
 * not wait for it: all other metadata would.
 */
public final class AddressQuotas implements MetadataApplier, Supplier<AddressQuotas.Rates> {
  private static final Logger log = LoggerFactory.getLogger(AddressQuotas.class);
  private static final String IP = "ip";
  private static final String RATE = "connection_creation_rate";

  private final Executor background;
  private volatile Rates rates = new Rates(Map.of(), null);

  /**
   * No quotas yet.
   *
   * @param background runs one task at a time in order, and may wait
   */
  public AddressQuotas(Executor background) {
    this.background = background;
  }

  @Override
  public Rates get() {
    return rates;
  }

  @Override
  public void apply(MetadataDelta delta, Runnable applied) {
    if (delta.quotasChanged()) {
      QuotasImage quotas = delta.image().quotas();
      background.execute(() -> rates = Rates.of(quotas));
    }
    applied.run();
  }

  /**
   * Connections per second.
   *
   * @param others the rate of each address without one of its own; null where there is no limit
   */
  record Rates(Map<InetAddress, Double> own, @Nullable Double others) {
    Rates {
      own = Map.copyOf(own);
    }

    /** Those of the metadata. May wait for DNS; a name that it does not know has no effect. */
    static Rates of(QuotasImage quotas) {
      Map<InetAddress, Double> own = new HashMap<>();
      Double others = null;
      for (Map.Entry<QuotaEntity, ? extends Map<String, Double>> entry :
          quotas.entities().entrySet()) {
        Map<String, @Nullable String> names = entry.getKey().names();
        Double rate = entry.getValue().get(RATE);
        if (rate == null || !names.containsKey(IP)) {
          continue;
        }
        String name = names.get(IP);
        if (name == null) {
          others = rate;
        } else {
          put(own, name, rate);
        }
      }
      return new Rates(own, others);
    }

    private static void put(Map<InetAddress, Double> own, String name, Double rate) {
      try {
        own.put(InetAddress.getByName(name), rate);
      } catch (UnknownHostException e) {
        log.warn("quota without effect ip={} reason=\"{}\"", name, e.getMessage());
      }
    }

    @Nullable Double of(InetAddress ip) {
      return own.getOrDefault(ip, others);
    }
  }
}
