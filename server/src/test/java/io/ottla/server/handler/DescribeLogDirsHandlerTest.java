package io.ottla.server.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.runtime.ManualClock;
import io.ottla.runtime.ManualLoop;
import io.ottla.server.request.Authorizer;
import io.ottla.wire.message.DescribeLogDirsRequest;
import io.ottla.wire.message.DescribeLogDirsRequest.DescribableLogDirTopic;
import io.ottla.wire.message.DescribeLogDirsResponse;
import io.ottla.wire.message.DescribeLogDirsResponse.DescribeLogDirsPartition;
import io.ottla.wire.message.DescribeLogDirsResponse.DescribeLogDirsTopic;
import io.ottla.wire.protocol.ErrorCode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DescribeLogDirsHandlerTest {
  private final ManualLoop background = new ManualLoop("background", new ManualClock(0));
  private final List<LogDirView> directories =
      List.of(
          new LogDirView(
              "/data/1",
              true,
              1_000,
              400,
              Map.of(
                  "orders",
                  List.of(new LogDirView.Log(0, 7, 0, false), new LogDirView.Log(1, 8, 3, true)))),
          new LogDirView("/data/2", false, -1, -1, Map.of()));

  @Test
  void everyVersionTellsSizes() {
    for (int version = 1; version <= 5; version++) {
      DescribeLogDirsResponse response = describe(Authorizer.ALLOW_ALL, null, version);

      assertThat(response.results().get(0).logDir()).isEqualTo("/data/1");
      assertThat(response.results().get(0).topics())
          .containsExactly(
              new DescribeLogDirsTopic(
                  "orders",
                  List.of(
                      new DescribeLogDirsPartition(0, 7, 0, false),
                      new DescribeLogDirsPartition(1, 8, 3, true))));
      assertThat(response.results().get(0).usableBytes()).isEqualTo(400);
    }
  }

  @Test
  void partitionsThatWereNotAskedForAreLeftOut() {
    List<DescribableLogDirTopic> wanted =
        List.of(
            new DescribableLogDirTopic("orders", List.of(1, 9)),
            new DescribableLogDirTopic("absent", List.of(0)));

    assertThat(describe(Authorizer.ALLOW_ALL, wanted, 4).results().get(0).topics())
        .containsExactly(
            new DescribeLogDirsTopic(
                "orders", List.of(new DescribeLogDirsPartition(1, 8, 3, true))));
  }

  @Test
  void failedDirectoryIsNamedWithItsError() {
    assertThat(describe(Authorizer.ALLOW_ALL, null, 4).results().get(1).errorCode())
        .isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR.code());
  }

  @Test
  void strangersAreToldNothing() {
    DescribeLogDirsResponse response = describe(Exchange.denyAll(), null, 3);

    assertThat(response.errorCode()).isEqualTo(ErrorCode.CLUSTER_AUTHORIZATION_FAILED.code());
    assertThat(response.results()).isEmpty();
  }

  private DescribeLogDirsResponse describe(
      Authorizer authorizer, @Nullable List<DescribableLogDirTopic> topics, int version) {
    DescribeLogDirsHandler handler =
        new DescribeLogDirsHandler(() -> directories, authorizer, background);
    Exchange exchange = Exchange.of(handler, new DescribeLogDirsRequest(topics), version);
    background.runAll();
    return exchange.response(DescribeLogDirsResponse.class);
  }
}
