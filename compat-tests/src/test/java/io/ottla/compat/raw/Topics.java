package io.ottla.compat.raw;

import io.ottla.compat.support.Deadline;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** Topics created by hand, to have their ids. */
final class Topics {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private Topics() {}

  /** Creates a topic, waits until its partitions have their leader, and returns the topic's id. */
  static Uuid create(RawConnection connection, String name, int partitions, String... configs) {
    CreatableTopicResult result = tryCreate(connection, name, partitions, configs);
    if (result.errorCode() != 0) {
      throw new AssertionError(Errors.forCode(result.errorCode()) + " " + result.errorMessage());
    }
    for (int partition = 0; partition < partitions; partition++) {
      ListOffsetsRequestData probe =
          Offsets.request(name, Offsets.partition(partition, Offsets.LATEST));
      Errors unused =
          Deadline.until(
              "leader of " + name + "-" + partition,
              LIMIT,
              () -> error(connection, probe),
              error -> error == Errors.NONE);
    }
    return result.topicId();
  }

  private static Errors error(RawConnection connection, ListOffsetsRequestData request) {
    return Offsets.error(Offsets.ask(connection, 6, request).get(0));
  }

  static CreatableTopicResult tryCreate(
      RawConnection connection, String name, int partitions, String... configs) {
    CreatableTopic topic = Creating.topic(name, partitions, Creating.DEFAULT);
    for (String config : configs) {
      List<String> pair = Arrays.asList(config.split("=", 2));
      topic = Creating.withConfig(topic, pair.get(0), pair.get(1));
    }
    return Creating.ask(connection, Creating.NEWEST, Creating.request(topic)).get(0);
  }

  static void delete(RawConnection connection, String name) {
    DeleteTopicsRequestData request =
        new DeleteTopicsRequestData().setTopicNames(List.of(name)).setTimeoutMs(20_000);
    DeleteTopicsResponseData response =
        connection.ask(ApiKeys.DELETE_TOPICS, 5, request, DeleteTopicsResponseData.class);
    Errors error = Errors.forCode(response.responses().iterator().next().errorCode());
    if (error != Errors.NONE) {
      throw new AssertionError(error);
    }
  }
}
