package io.ottla.compat.broker;

import java.util.List;
import java.util.Map;

/** How one product is prepared and started; everything else about a broker process is the same. */
interface Distribution {
  /** Makes an empty directory ready for the first start. */
  void prepare(ServerDirectory directory, Map<String, String> properties);

  /** Makes a directory ready that another product has left, whose data stays as it is. */
  void adopt(ServerDirectory directory, Map<String, String> properties);

  /** The command that starts the broker in the foreground. */
  List<String> command(ServerDirectory directory, Map<String, String> properties);

  /**
   * What the broker prints when it is there for good: Apache Kafka answers before, and loses its
   * leaderships again when the registration of its predecessor ends.
   */
  String startedLine();
}
