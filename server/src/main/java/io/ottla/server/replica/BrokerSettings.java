package io.ottla.server.replica;

import io.ottla.replication.controller.MetadataApplier;
import io.ottla.replication.image.ConfigResource;
import io.ottla.replication.image.MetadataDelta;
import io.ottla.replication.image.MetadataImage;
import io.ottla.server.config.Settings;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Some of this broker's settings, parsed, as they are now. Replaced by the controller loop when the
 * metadata changes them; read from any thread.
 */
public final class BrokerSettings<T> implements MetadataApplier, Supplier<T> {
  private final TopicConfigs layers;
  private final Function<Settings, T> parse;
  private final Consumer<T> onChange;
  private volatile T current;

  /**
   * The settings as an image has them.
   *
   * @param onChange hears of each change
   */
  public BrokerSettings(
      TopicConfigs layers, MetadataImage image, Function<Settings, T> parse, Consumer<T> onChange) {
    this.layers = layers;
    this.parse = parse;
    this.onChange = onChange;
    this.current = parse.apply(layers.broker(image).settings());
  }

  @Override
  public T get() {
    return current;
  }

  @Override
  public void apply(MetadataDelta delta, Runnable applied) {
    if (delta.changedConfigs().stream().anyMatch(r -> r.type() == ConfigResource.BROKER)) {
      current = parse.apply(layers.broker(delta.image()).settings());
      onChange.accept(current);
    }
    applied.run();
  }
}
