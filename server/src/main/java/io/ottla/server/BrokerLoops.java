package io.ottla.server;

import io.ottla.replication.partition.PartitionId;
import io.ottla.runtime.Clock;
import io.ottla.runtime.EventLoop;
import io.ottla.runtime.ThreadLoop;
import io.ottla.runtime.ThreadPool;
import io.ottla.server.network.IoLoops;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All threads of the broker and who shares them: partitions are owned by the I/O loops, so that a
 * request and its partition are often on one thread. There is one I/O loop for every two
 * processors: a request that crosses from loop to loop costs twice as much, mostly in wake-ups.
 *
 * @param controller decides about metadata; never waits for a disk
 * @param flushers wait for fsync
 * @param cleaners compact
 * @param movers copy logs from one log directory to another
 * @param background opens and deletes, which may block
 * @param readers wait for a disk to read from, so that no loop does
 */
record BrokerLoops(
    IoLoops io,
    ThreadLoop controller,
    ThreadPool flushers,
    ThreadPool cleaners,
    ThreadPool movers,
    ThreadLoop background,
    ThreadPool readers)
    implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BrokerLoops.class);

  /** As many reads as one disk does well at a time. */
  private static final int READER_THREADS = 4;

  /** More than this many fsyncs at a time take as long as one after the other. */
  static final int FLUSH_THREADS = 8;

  static BrokerLoops start(int maxIoThreads, int moverThreads, Clock clock) {
    int processors = Runtime.getRuntime().availableProcessors();
    return new BrokerLoops(
        new IoLoops(ioThreads(maxIoThreads, processors), clock),
        thread("controller", clock),
        pool("flusher", FLUSH_THREADS),
        pool("cleaner", 1),
        pool("mover", moverThreads),
        thread("background", clock),
        pool("reader", READER_THREADS));
  }

  static int ioThreads(int max, int processors) {
    return Math.max(1, Math.min(max, processors / 2));
  }

  private static ThreadPool pool(String name, int threads) {
    return new ThreadPool(
        name, threads, failure -> log.error("task failed pool={}", name, failure));
  }

  private static ThreadLoop thread(String name, Clock clock) {
    return new ThreadLoop(
        name, clock, (loop, failure) -> log.error("task failed loop={}", loop, failure));
  }

  /** The loop that owns a partition; always the same one for the same partition. */
  EventLoop ownerOf(PartitionId id) {
    List<EventLoop> loops = io.loops();
    int hash = 31 * id.topicId().hashCode() + id.partition();
    return loops.get(Math.floorMod(hash, loops.size()));
  }

  @Override
  public void close() {
    io.close();
    controller.close();
    cleaners.close();
    movers.close();
    background.close();
    readers.close();
    flushers.close();
  }
}
