package io.ottla.server.start;

import io.ottla.runtime.ThreadPool;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * Opens or closes the logs of all directories at once, so that each disk has work, with several
 * threads for each of them. Returns when all is done, with the first failure if there was one.
 *
 * @param perDirectory {@code num.recovery.threads.per.data.dir}, or for a stop those that flush
 */
public record DirectoryThreads(int perDirectory) implements Consumer<List<List<Runnable>>> {
  @Override
  public void accept(List<List<Runnable>> directories) {
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    List<ThreadPool> pools = new ArrayList<>();
    for (List<Runnable> tasks : directories) {
      ThreadPool pool = new ThreadPool("directory-" + pools.size(), perDirectory, failures::add);
      tasks.forEach(pool::execute);
      pools.add(pool);
    }
    pools.forEach(ThreadPool::close);
    Throwable first = failures.peek();
    if (first != null) {
      throw new IllegalStateException(
          "a log could not be opened or closed: " + first.getMessage(), first);
    }
  }
}
