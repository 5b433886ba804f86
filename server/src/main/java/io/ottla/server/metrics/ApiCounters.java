package io.ottla.server.metrics;

import java.util.concurrent.atomic.LongAdder;

/** What is counted of one API. */
final class ApiCounters {
  final LatencyHistogram duration = new LatencyHistogram();
  final LongAdder requestBytes = new LongAdder();
  final LongAdder responseBytes = new LongAdder();
}
