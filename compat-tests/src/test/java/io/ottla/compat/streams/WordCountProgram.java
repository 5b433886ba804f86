package io.ottla.compat.streams;

import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;

/**
 * Counts words in a store that logs to a changelog topic, behind a repartition topic, and emits
 * each count. Its own process; ends cleanly on SIGTERM.
 */
public final class WordCountProgram {
  private WordCountProgram() {}

  /** Arguments: bootstrap servers, application id, guarantee, input, output, state directory. */
  public static void main(String[] arguments) {
    Properties config = new Properties();
    config.put("bootstrap.servers", arguments[0]);
    config.put("application.id", arguments[1]);
    config.put("processing.guarantee", arguments[2]);
    config.put("state.dir", arguments[5]);
    config.put("commit.interval.ms", 100);
    config.put("statestore.cache.max.bytes", 0);
    config.put("num.stream.threads", 2);
    config.put("consumer.heartbeat.interval.ms", 500);
    if (arguments[2].equals("exactly_once_v2")) {
      config.put("consumer.session.timeout.ms", 3_000);
    } else {
      // A member that is expelled works twice with this guarantee; a static one is never expelled,
      // and its successor need not wait for that.
      config.put("consumer.group.instance.id", "counter");
      config.put("consumer.session.timeout.ms", 60_000);
    }
    KafkaStreams streams = new KafkaStreams(wordCount(arguments[3], arguments[4]), config);
    streams.setUncaughtExceptionHandler(
        error -> StreamThreadExceptionResponse.SHUTDOWN_APPLICATION);
    Runtime.getRuntime().addShutdownHook(new Thread(streams::close));
    streams.start();
  }

  private static Topology wordCount(String input, String output) {
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream(input, Consumed.with(Serdes.String(), Serdes.String()))
        .flatMapValues(Words::of)
        .groupBy((key, word) -> word, Grouped.with("words", Serdes.String(), Serdes.String()))
        .count(Materialized.as("counts"))
        .toStream()
        .to(output, Produced.with(Serdes.String(), Serdes.Long()));
    return builder.build();
  }
}
