package io.ottla.server.quota;

import io.ottla.replication.controller.MutationQuota;
import io.ottla.replication.image.QuotasImage;
import io.ottla.runtime.Clock;
import io.ottla.server.network.Throttle;
import io.ottla.server.quota.QuotaLookup.Limit;
import io.ottla.server.request.RequestContext;
import io.ottla.wire.protocol.ApiKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Measures clients that a quota holds for, and says how long they must stay away. Where no quota is
 * set it costs one look at the image.
 */
public final class ClientQuotas implements Throttle {
  /** Buckets below which none is forgotten: forgetting costs a walk over all. */
  private static final int BUCKETS_TO_KEEP = 1_000;

  private static final double NANOS_PER_PERCENT_SECOND = 1e7;

  private final Supplier<QuotasImage> quotas;
  private final Clock clock;
  private final long windowMs;
  private final double burstSeconds;
  private final Map<Limit, TokenBucket> buckets = new ConcurrentHashMap<>();
  private volatile int forgetAt = BUCKETS_TO_KEEP;

  /**
   * Quotas as the metadata have them.
   *
   * @param windows {@code quota.window.num}; all but one of them may be used up in a burst
   * @param windowMs {@code quota.window.size.seconds}
   */
  public ClientQuotas(Supplier<QuotasImage> quotas, Clock clock, int windows, long windowMs) {
    this.quotas = quotas;
    this.clock = clock;
    this.windowMs = windowMs;
    this.burstSeconds = (windows - 1) * windowMs / 1000.0;
  }

  /** A quota of time never sends a client away for longer than one window, as in Kafka. */
  @Override
  public int afterRequest(RequestContext context, int requestBytes, long loopNanos) {
    if (isUnlimited(context)) {
      return 0;
    }
    long time =
        Math.min(
            windowMs, record(QuotaType.REQUEST, context, loopNanos / NANOS_PER_PERCENT_SECOND));
    long bytes =
        context.api() == ApiKey.PRODUCE ? record(QuotaType.PRODUCE, context, requestBytes) : 0;
    return clamp(Math.max(time, bytes));
  }

  /**
   * How many bytes of records may be sent to a client at once: as many as his burst, for more would
   * be refused however long he waits.
   */
  public int mostRecords(RequestContext context) {
    Limit limit = isUnlimited(context) ? null : find(QuotaType.FETCH, context);
    return limit == null ? Integer.MAX_VALUE : Math.max(1, (int) (limit.rate() * burstSeconds));
  }

  /**
   * Asks whether records may be sent to a client now. If not they must not be sent and are not
   * counted, so that they can be later. A batch above his burst is sent once he owes nothing.
   *
   * @return 0, or how long he must stay away, in ms
   */
  public int beforeRecords(RequestContext context, int bytes) {
    Limit limit = isUnlimited(context) ? null : find(QuotaType.FETCH, context);
    if (limit == null) {
      return 0;
    }
    long nowMs = clock.monotonicMs();
    return clamp(bucket(limit, nowMs).takeUnlessOwed(bytes, limit.rate(), nowMs));
  }

  /** What a request may have created and deleted (KIP-599). */
  public MutationQuota mutations(RequestContext context) {
    return isUnlimited(context)
        ? MutationQuota.UNLIMITED
        : new ClientMutationQuota(
            isStrict(context), partitions -> record(QuotaType.MUTATION, context, partitions));
  }

  /** Older clients know no error for it: they are served, and stay away for longer. */
  private static boolean isStrict(RequestContext context) {
    return switch (context.api()) {
      case CREATE_TOPICS -> context.version() >= 6;
      case DELETE_TOPICS -> context.version() >= 5;
      case CREATE_PARTITIONS -> context.version() >= 3;
      default -> false;
    };
  }

  private boolean isUnlimited(RequestContext context) {
    return quotas.get().entities().isEmpty() || context.listener().controller();
  }

  private long record(QuotaType type, RequestContext context, double amount) {
    Limit limit = find(type, context);
    if (limit == null) {
      return 0;
    }
    long nowMs = clock.monotonicMs();
    return bucket(limit, nowMs).take(amount, limit.rate(), nowMs);
  }

  private @Nullable Limit find(QuotaType type, RequestContext context) {
    return QuotaLookup.find(
        quotas.get(), type, context.principal().name(), context.clientIdOrEmpty());
  }

  private TokenBucket bucket(Limit limit, long nowMs) {
    TokenBucket bucket =
        buckets.computeIfAbsent(limit, key -> new TokenBucket(burstSecondsOf(limit.type()), nowMs));
    if (buckets.size() > forgetAt) {
      forget(nowMs);
    }
    return bucket;
  }

  /** What is counted in a token bucket in Kafka too has all windows there. */
  private double burstSecondsOf(QuotaType type) {
    return type == QuotaType.MUTATION ? burstSeconds + windowMs / 1000.0 : burstSeconds;
  }

  private void forget(long nowMs) {
    buckets.entrySet().removeIf(entry -> entry.getValue().isFull(entry.getKey().rate(), nowMs));
    forgetAt = Math.max(BUCKETS_TO_KEEP, buckets.size() * 2);
  }

  int bucketsKept() {
    return buckets.size();
  }

  private static int clamp(long ms) {
    return (int) Math.min(Integer.MAX_VALUE, ms);
  }
}
