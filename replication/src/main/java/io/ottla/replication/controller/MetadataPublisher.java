package io.ottla.replication.controller;

import io.ottla.replication.image.MetadataDelta;
import io.ottla.replication.image.MetadataImage;
import io.ottla.runtime.EventLoop;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Feeds committed changes to the appliers, one after another, and shows readers the image of the
 * last one that every applier has carried out. Owned by the controller loop; {@link #image} may be
 * read from any thread.
 *
 * <p>An image becomes visible only after its change is carried out: whoever finds a topic in it
 * finds the topic's logs as well.
 */
public final class MetadataPublisher implements MetadataView {
  private final EventLoop loop;
  private final List<MetadataApplier> appliers;
  private final ArrayDeque<Change> waiting = new ArrayDeque<>();
  private @Nullable Change current;
  private volatile MetadataImage image = MetadataImage.EMPTY;

  /** Appliers are called in the given order, each without waiting for the one before it. */
  public MetadataPublisher(EventLoop loop, List<MetadataApplier> appliers) {
    this.loop = loop;
    this.appliers = List.copyOf(appliers);
  }

  @Override
  public MetadataImage image() {
    return image;
  }

  /**
   * Hands over a change; {@code done} runs on the loop once its image is visible. On the controller
   * loop.
   */
  void publish(MetadataDelta delta, Runnable done) {
    waiting.add(new Change(delta, done, appliers.size()));
    startNext();
  }

  private void startNext() {
    while (current == null && !waiting.isEmpty()) {
      Change change = waiting.remove();
      current = change;
      for (MetadataApplier applier : appliers) {
        applier.apply(change.delta, () -> loop.executeOrRun(() -> applied(change)));
      }
      applied(change);
    }
  }

  private void applied(Change change) {
    if (--change.missing > 0) {
      return;
    }
    image = change.delta.image();
    appliers.forEach(applier -> applier.onVisible(change.delta));
    current = null;
    change.done.run();
    startNext();
  }

  private static final class Change {
    private final MetadataDelta delta;
    private final Runnable done;

    /** The appliers that have not finished, and one for having called them all. */
    private int missing;

    private Change(MetadataDelta delta, Runnable done, int appliers) {
      this.delta = delta;
      this.done = done;
      this.missing = appliers + 1;
    }
  }
}
