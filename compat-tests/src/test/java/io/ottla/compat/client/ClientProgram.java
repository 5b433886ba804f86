package io.ottla.compat.client;

import java.util.List;

/** What the scenario asks of a client release; crosses class loaders, so only JDK types. */
public interface ClientProgram {
  /**
   * Creates a topic of 3 partitions, produces the lines with the compression, and consumes them in
   * a group in two runs with a commit between. Returns the lines in the order of their numbers.
   */
  List<String> roundTrip(
      String bootstrapServers, String topic, String group, String compression, List<String> lines)
      throws Exception;

  /** Creates and deletes a topic, and returns the names of what topics there are. */
  List<String> topicsAfterCreateAndDelete(String bootstrapServers, String topic) throws Exception;
}
