package io.ottla.server.network;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.ottla.runtime.ManualClock;
import io.ottla.server.request.HandlerRegistry;
import io.ottla.server.request.ListenerInfo;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.codec.BufferRecords;
import io.ottla.wire.codec.MalformedRequestException;
import io.ottla.wire.codec.Writer;
import io.ottla.wire.message.ApiVersionsResponse;
import io.ottla.wire.message.ProduceRequest;
import io.ottla.wire.message.ProduceRequest.PartitionProduceData;
import io.ottla.wire.message.ProduceRequest.TopicProduceData;
import io.ottla.wire.message.ProduceResponse;
import io.ottla.wire.message.RequestHeader;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.Uuid;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ConnectionTest {
  private static final short PRODUCE_VERSION = 13;

  private final ManualClock clock = new ManualClock(1_000_000);
  private final IoLoops loops = new IoLoops(1, clock);
  private final List<Responder> asked = new ArrayList<>();
  private final List<ByteBuf> frames = new ArrayList<>();

  /** With a budget of no bytes at all, so that each one in flight shows. */
  private final NetworkServer server =
      new NetworkServer(
          loops,
          new NetworkConfig(1_000_000, 600_000, 100, 0, -1, -1, 10, 1_000),
          NetworkEvents.NONE,
          clock,
          (context, requestBytes, loopNanos) -> 0,
          new Admission() {
            @Override
            public Answer ask(InetAddress ip) {
              return Answer.SERVE;
            }

            @Override
            public void onClosed(InetAddress ip) {}
          });

  private final EmbeddedChannel channel = new InetChannel();
  private Consumer<Responder> behaviour = responder -> {};

  @BeforeEach
  void connect() {
    HandlerRegistry handlers = new HandlerRegistry(List.of(new Producing()));
    channel
        .pipeline()
        .addLast(
            new Connection(
                server,
                new NettyLoop("io", channel.eventLoop(), clock),
                new RequestReader(
                    new ListenerInfo("PLAINTEXT", false),
                    handlers,
                    context -> ApiVersionsResponse.DEFAULT),
                new ResponseEncoder(1_000, true),
                1_000_000));
    channel.pipeline().fireChannelActive();
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
    server.close();
    loops.close();
  }

  @Test
  void anAnsweredRequestGivesEverythingBack() {
    produce();
    assertThat(server.budget().exceeded()).isTrue();

    asked.get(0).respond(ProduceResponse.DEFAULT);

    assertNothingIsHeld();
    assertThat(channel.isActive()).isTrue();
  }

  @Test
  void manyThatWaitedAreStartedOneBehindTheOtherNotWithinOneAnother() {
    int[] depths = new int[2]; // now, most
    behaviour =
        responder -> {
          depths[1] = Math.max(depths[1], ++depths[0]);
          responder.respond(ProduceResponse.DEFAULT);
          depths[0]--;
        };
    letClientRead(false);
    for (int i = 0; i < 100; i++) {
      produce();
    }

    letClientRead(true);

    assertThat(asked).hasSize(100);
    assertThat(depths[1]).isEqualTo(1);
    assertNothingIsHeld();
  }

  @Test
  void whoDoesNotReadHisAnswersIsServedNoMore() {
    behaviour = responder -> responder.respond(ProduceResponse.DEFAULT);
    letClientRead(false);
    produce();
    assertThat(asked).isEmpty();

    letClientRead(true);

    assertThat(asked).hasSize(1);
    assertNothingIsHeld();
  }

  /** A client that does not makes the channel unwritable. */
  private void letClientRead(boolean reads) {
    requireNonNull(channel.unsafe().outboundBuffer()).setUserDefinedWritability(1, reads);
    channel.runPendingTasks();
  }

  @Test
  void aClosedConnectionLeavesNoTimerBehind() {
    produce();
    assertThat(channel.runScheduledPendingTasks()).isPositive();

    channel.close();

    assertThat(channel.runScheduledPendingTasks()).isEqualTo(-1);
    asked.get(0).respond(ProduceResponse.DEFAULT);
    assertNothingIsHeld();
  }

  @Test
  void aRequestWhoseAnswerIsToCloseGivesEverythingBack() {
    produce();

    asked.get(0).close("refused");

    assertNothingIsHeld();
    assertThat(channel.isActive()).isFalse();
  }

  @Test
  void allInFlightGiveEverythingBackWhenOneClosesTheConnection() {
    produce();
    produce();
    produce();
    asked.get(2).respond(ProduceResponse.DEFAULT);

    asked.get(1).close("refused");
    asked.get(0).respond(ProduceResponse.DEFAULT);

    assertNothingIsHeld();
  }

  @Test
  void theAnswerToCloseMayComeAfterTheClientHasGone() {
    produce();
    produce();
    channel.close();

    asked.get(1).close("refused");
    asked.get(0).close("refused");

    assertNothingIsHeld();
  }

  @Test
  void whatAnExecutorFailsToFindOutGivesEverythingBack() {
    behaviour =
        responder ->
            responder.respondFrom(
                ConnectionTest::runQuietly,
                () -> {
                  throw new IllegalStateException("broken");
                });

    produce();

    assertNothingIsHeld();
    assertThat(channel.isActive()).isFalse();
  }

  private static void runQuietly(Runnable task) {
    try {
      task.run();
    } catch (IllegalStateException expected) {
      assertThat(expected).hasMessage("broken");
    }
  }

  @Test
  void aHandlerThatFailsCostsItsConnectionAndGivesEverythingBack() {
    behaviour =
        responder -> {
          throw new IllegalStateException("broken");
        };

    produce();

    assertNothingIsHeld();
    assertThat(channel.isActive()).isFalse();
  }

  @Test
  void aHandlerThatFindsARequestMalformedGivesEverythingBack() {
    behaviour =
        responder -> {
          throw new MalformedRequestException("no such thing");
        };

    produce();

    assertNothingIsHeld();
    assertThat(channel.isActive()).isFalse();
  }

  @Test
  void aHandlerThatFailsAfterItsAnswerGivesEverythingBackOnce() {
    behaviour =
        responder -> {
          responder.respond(ProduceResponse.DEFAULT);
          throw new IllegalStateException("broken");
        };

    produce();

    assertNothingIsHeld();
    assertThat(channel.isActive()).isFalse();
  }

  @Test
  void anAnswerAfterTheHandlerHasFailedIsDropped() {
    produce();
    behaviour =
        responder -> {
          throw new IllegalStateException("broken");
        };
    produce();

    asked.get(1).respond(ProduceResponse.DEFAULT);
    asked.get(0).respond(ProduceResponse.DEFAULT);

    assertNothingIsHeld();
  }

  @Test
  void aFrameThatIsNoRequestGivesEverythingBack() {
    ByteBuf data = Unpooled.buffer().writeInt(10).writeZero(2).writeShort(99).writeZero(6);
    frames.add(data);

    channel.writeInbound(data);

    assertNothingIsHeld();
    assertThat(channel.isActive()).isFalse();
  }

  /** Whatever was taken is back, and nothing was given back twice. */
  private void assertNothingIsHeld() {
    assertThat(frames).allSatisfy(frame -> assertThat(frame.refCnt()).isZero());
    assertThat(server.budget().exceeded()).as("bytes in flight").isFalse();
    server.budget().take(1);
    assertThat(server.budget().exceeded()).as("bytes given back twice").isTrue();
    server.budget().giveBack(1);
  }

  private void produce() {
    ProduceRequest request =
        ProduceRequest.builder()
            .acks((short) -1)
            .topicData(
                List.of(
                    new TopicProduceData(
                        "",
                        new Uuid(1, 2),
                        List.of(
                            new PartitionProduceData(
                                0, new BufferRecords(ByteBuffer.wrap(new byte[100])))))))
            .build();
    RequestHeader header =
        RequestHeader.builder()
            .requestApiKey(ApiKey.PRODUCE.id())
            .requestApiVersion(PRODUCE_VERSION)
            .clientId("client")
            .build();
    short headerVersion = ApiKey.PRODUCE.requestHeaderVersion(PRODUCE_VERSION);
    ByteBuffer frame =
        ByteBuffer.allocate(header.sizeOf(headerVersion) + request.sizeOf(PRODUCE_VERSION));
    Writer writer = Writer.copying(frame);
    header.write(writer, headerVersion);
    request.write(writer, PRODUCE_VERSION);
    ByteBuf data = Unpooled.buffer().writeInt(frame.capacity()).writeBytes(frame.flip());
    frames.add(data);
    channel.writeInbound(data);
  }

  /** Remembers who is to be answered, then does as the test says. */
  private final class Producing implements RequestHandler<ApiMessage> {
    @Override
    public ApiKey api() {
      return ApiKey.PRODUCE;
    }

    @Override
    public void handle(RequestContext context, ApiMessage request, Responder responder) {
      asked.add(responder);
      behaviour.accept(responder);
    }
  }

  private static final class InetChannel extends EmbeddedChannel {
    @Override
    protected SocketAddress localAddress0() {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), 9092);
    }

    @Override
    protected SocketAddress remoteAddress0() {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), 51_234);
    }
  }
}
