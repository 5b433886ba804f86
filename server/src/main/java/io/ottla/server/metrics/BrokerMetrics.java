package io.ottla.server.metrics;

import io.ottla.server.network.NetworkEvents;
import io.ottla.wire.protocol.ApiKey;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Everything the broker counts. Any thread may tell it something; nothing here locks, and nothing
 * allocates after the first request of an API or connection of a listener. Gauges are asked when
 * somebody looks, on the thread that looks.
 */
public final class BrokerMetrics implements NetworkEvents {
  private final Map<ApiKey, ApiCounters> apis = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> opened = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> closed = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> refused = new ConcurrentHashMap<>();
  private final LongAdder malformed = new LongAdder();
  private final Map<Metric, Supplier<Map<String, Long>>> gauges = new ConcurrentHashMap<>();

  @Override
  public void connectionOpened(String listener) {
    adder(opened, listener).increment();
  }

  @Override
  public void connectionClosed(String listener) {
    adder(closed, listener).increment();
  }

  @Override
  public void connectionRefused(String listener) {
    adder(refused, listener).increment();
  }

  @Override
  public void malformedRequest() {
    malformed.increment();
  }

  @Override
  public void requestCompleted(ApiKey api, long nanos, long requestBytes, long responseBytes) {
    ApiCounters counters = counters(api);
    counters.duration.record(nanos);
    counters.requestBytes.add(requestBytes);
    counters.responseBytes.add(responseBytes);
  }

  /**
   * Shows a number whenever somebody looks.
   *
   * @param value asked from the thread that looks, so it must be safe to read from any
   */
  public void gauge(Metric metric, LongSupplier value) {
    gauges.put(metric, () -> Map.of("", value.getAsLong()));
  }

  /**
   * Shows a number for each value of the metric's label whenever somebody looks.
   *
   * @param values asked from the thread that looks, so it must be safe to read from any
   */
  public void gauges(Metric metric, Supplier<Map<String, Long>> values) {
    gauges.put(metric, values);
  }

  /** The current numbers of a counter or gauge by label value; "" where it has no label. */
  Map<String, Long> values(Metric metric) {
    return switch (metric) {
      case REQUEST_DURATION -> Map.of();
      case REQUEST_BYTES -> byApi(counters -> counters.requestBytes);
      case RESPONSE_BYTES -> byApi(counters -> counters.responseBytes);
      case MALFORMED_REQUESTS -> Map.of("", malformed.sum());
      case CONNECTIONS -> openConnections();
      case CONNECTIONS_OPENED -> sums(opened);
      case CONNECTIONS_REFUSED -> sums(refused);
      case TOPICS,
          PARTITIONS,
          LOG_SIZE,
          GROUPS,
          FETCH_SESSIONS,
          COMPACTIONS,
          COMPACTION_READ,
          COMPACTION_WRITTEN ->
          gauged(metric);
    };
  }

  /** The latencies of every API that was asked for. */
  Map<String, LatencyHistogram> durations() {
    Map<String, LatencyHistogram> durations = new HashMap<>();
    apis.forEach((api, counters) -> durations.put(api.apiName(), counters.duration));
    return durations;
  }

  private ApiCounters counters(ApiKey api) {
    ApiCounters known = apis.get(api);
    return known != null ? known : apis.computeIfAbsent(api, unused -> new ApiCounters());
  }

  private Map<String, Long> byApi(Function<ApiCounters, LongAdder> adder) {
    Map<String, Long> values = new HashMap<>();
    apis.forEach((api, counters) -> values.put(api.apiName(), adder.apply(counters).sum()));
    return values;
  }

  /** Closed is read first: a connection is opened before it is closed, so none is negative. */
  private Map<String, Long> openConnections() {
    Map<String, Long> ended = sums(closed);
    Map<String, Long> open = new HashMap<>(sums(opened));
    open.replaceAll((listener, count) -> count - ended.getOrDefault(listener, 0L));
    return open;
  }

  private Map<String, Long> gauged(Metric metric) {
    Supplier<Map<String, Long>> gauge = gauges.get(metric);
    return gauge == null ? Map.of() : gauge.get();
  }

  private static LongAdder adder(Map<String, LongAdder> adders, String name) {
    LongAdder known = adders.get(name);
    return known != null ? known : adders.computeIfAbsent(name, unused -> new LongAdder());
  }

  private static Map<String, Long> sums(Map<String, LongAdder> adders) {
    Map<String, Long> sums = new HashMap<>();
    adders.forEach((name, adder) -> sums.put(name, adder.sum()));
    return sums;
  }
}
