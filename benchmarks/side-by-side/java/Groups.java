import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ApiMessageType;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData.TopicPartitions;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicCollection;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageUtil;

/**
 * What a broker's coordinators do in a second, over one socket.
 *
 * <pre>
 *   Groups PORT members 1000 1000 30000 PID   one group of the new protocol: members, partitions,
 *                                   the session in milliseconds that it has there, the server
 *   Groups PORT commit 10000        commits one offset for each of so many groups
 *   Groups PORT fetch 10000         reads them back, as after a restart
 *   Groups PORT transactions 10     seconds of transactions of one record, one after the other
 * </pre>
 *
 * Heartbeats are sent one after the other without waiting for the interval, so that what is measured
 * is the coordinator's work and not the members' patience. One that crashed counts from the end of
 * its session on. Prints the figures as one line of JSON.
 */
public final class Groups {
  private static final int WINDOW = 64;
  private static final String TOPIC = "groups-benchmark";

  private static final Map<String, Double> figures = new TreeMap<>();

  private final DataInputStream in;
  private final DataOutputStream out;

  private Groups(Socket socket) throws IOException {
    socket.setTcpNoDelay(true);
    in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(socket.getOutputStream());
  }

  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[0]);
    int count = Integer.parseInt(arguments[2]);
    if (arguments[1].equals("transactions")) {
      transactions(port, count);
      print();
      return;
    }
    try (Socket socket = new Socket("127.0.0.1", port)) {
      Groups groups = new Groups(socket);
      switch (arguments[1]) {
        case "members" -> {
          groups.server = ServerTime.of(Long.parseLong(arguments[5]));
          groups.members(count, Integer.parseInt(arguments[3]), Long.parseLong(arguments[4]));
        }
        case "commit" -> groups.commit(count);
        case "fetch" -> groups.fetch(count);
        default -> throw new IllegalArgumentException(arguments[1]);
      }
    }
    print();
  }

  private static void print() {
    List<String> members = new ArrayList<>();
    figures.forEach((name, value) -> members.add("\"" + name + "\":" + value));
    System.out.println("{" + String.join(",", members) + "}");
  }

  // --- one large group

  private static final class Member {
    private final String id;
    private final Map<Uuid, Set<Integer>> owned = new HashMap<>();
    private int epoch;

    Member(String id) {
      this.id = id;
    }

    List<TopicPartitions> topics() {
      List<TopicPartitions> topics = new ArrayList<>();
      owned.forEach(
          (id, numbers) ->
              topics.add(
                  new TopicPartitions().setTopicId(id).setPartitions(List.copyOf(numbers))));
      return topics;
    }

    int count() {
      return owned.values().stream().mapToInt(Set::size).sum();
    }
  }

  private ServerTime server;

  private void members(int size, int partitions, long sessionMs) throws Exception {
    createTopic(partitions);
    String group = "large-" + System.nanoTime();
    findCoordinator(group);
    List<Member> members = new ArrayList<>();
    Phase phase = new Phase("join");
    for (int i = 0; i < size; i++) {
      members.add(join(group, i));
    }
    phase.end();
    settle("first_assignment", group, members, partitions);
    members.add(join(group, size));
    settle("one_joined", group, members, partitions);
    Member gone = members.remove(0);
    gone.epoch = -1;
    heartbeat(group, gone);
    settle("one_gone", group, members, partitions);
    phase = new Phase("nothing_to_do");
    for (int round = 0; round < 5; round++) {
      round(group, members);
    }
    phase.end();
    crash(group, members.remove(0), members, sessionMs);
    settle("one_crashed", group, members, partitions);
  }

  /** Returns when the session ends of a member that is not heard of again; the others' go on. */
  private void crash(String group, Member crashed, List<Member> others, long sessionMs)
      throws Exception {
    heartbeat(group, crashed);
    long end = System.nanoTime() + sessionMs * 1_000_000;
    Thread.sleep(sessionMs / 2);
    round(group, others);
    Thread.sleep(Math.max(0, (end - System.nanoTime()) / 1_000_000));
  }

  private void round(String group, List<Member> members) throws IOException {
    for (Member member : members) {
      heartbeat(group, member);
    }
  }

  private Member join(String group, int number) throws IOException {
    Member member = new Member("m" + number);
    heartbeat(group, member);
    return member;
  }

  private void settle(String what, String group, List<Member> members, int partitions)
      throws IOException {
    Phase phase = new Phase(what);
    boolean settled = false;
    while (!settled) {
      round(group, members);
      int epoch = members.get(0).epoch;
      settled =
          members.stream().mapToInt(Member::count).sum() == partitions
              && members.stream().allMatch(member -> member.epoch == epoch);
    }
    phase.end();
  }

  /** Elapsed time and the server's processor time of a part of the workload. */
  private final class Phase {
    private final String name;
    private final long start = System.nanoTime();
    private final long serverStart = server.nanos();

    Phase(String name) {
      this.name = name;
    }

    void end() {
      figures.put(name + "_server_cpu_no_jit_ms", (server.nanos() - serverStart) / 1e6);
      report(name, start);
    }
  }

  private static void report(String what, long startNanos) {
    figures.put(what + "_ms", (System.nanoTime() - startNanos) / 1e6);
  }

  private void heartbeat(String group, Member member) throws IOException {
    ConsumerGroupHeartbeatRequestData request =
        new ConsumerGroupHeartbeatRequestData()
            .setGroupId(group)
            .setMemberId(member.id)
            .setMemberEpoch(member.epoch);
    if (member.epoch >= 0) {
      request.setTopicPartitions(member.topics());
    }
    if (member.epoch == 0) {
      request.setRebalanceTimeoutMs(300_000).setSubscribedTopicNames(List.of(TOPIC));
    }
    var response =
        (ConsumerGroupHeartbeatResponseData) ask(ApiKeys.CONSUMER_GROUP_HEARTBEAT, 1, request);
    must(response.errorCode(), "heartbeat of " + member.id + " " + response.errorMessage());
    member.epoch = response.memberEpoch();
    if (response.assignment() != null) {
      member.owned.clear();
      response
          .assignment()
          .topicPartitions()
          .forEach(
              topic -> member.owned.put(topic.topicId(), new TreeSet<>(topic.partitions())));
    }
  }

  // --- many groups with an offset each

  private void commit(int count) throws Exception {
    createTopic(1);
    findCoordinator("g0");
    long start = System.nanoTime();
    pipeline(
        count,
        ApiKeys.OFFSET_COMMIT,
        8,
        number ->
            new OffsetCommitRequestData()
                .setGroupId("g" + number)
                .setTopics(
                    List.of(
                        new OffsetCommitRequestTopic()
                            .setName(TOPIC)
                            .setPartitions(
                                List.of(
                                    new OffsetCommitRequestPartition()
                                        .setPartitionIndex(0)
                                        .setCommittedOffset(number))))),
        response ->
            must(
                ((OffsetCommitResponseData) response)
                    .topics().get(0).partitions().get(0).errorCode(),
                "commit"));
    rate("commits", count, start);
  }

  private void fetch(int count) throws Exception {
    long start = System.nanoTime();
    findCoordinator("g0");
    for (int number = 0; number < 200; number++) {
      OffsetFetchRequestData request = offsets(number);
      while (error((OffsetFetchResponseData) ask(ApiKeys.OFFSET_FETCH, 8, request)) != 0) {
        // the shard is being loaded
      }
    }
    report("first_groups", start);
    start = System.nanoTime();
    pipeline(
        count,
        ApiKeys.OFFSET_FETCH,
        8,
        this::offsets,
        response -> must(error((OffsetFetchResponseData) response), "fetch"));
    rate("offsets_read", count, start);
  }

  private OffsetFetchRequestData offsets(int number) {
    return new OffsetFetchRequestData()
        .setGroups(List.of(new OffsetFetchRequestGroup().setGroupId("g" + number).setTopics(null)));
  }

  private static int error(OffsetFetchResponseData response) {
    return response.groups().get(0).errorCode();
  }

  private interface Asking {
    ApiMessage request(int number);
  }

  private interface Answered {
    void on(ApiMessage response);
  }

  /** Sends requests with so many under way at a time. */
  private void pipeline(int count, ApiKeys api, int version, Asking asking, Answered answered)
      throws IOException {
    int sent = 0;
    for (int received = 0; received < count; received++) {
      while (sent < count && sent - received < WINDOW) {
        send(api, version, asking.request(sent++));
      }
      answered.on(receive(api, version));
    }
  }

  private static void rate(String what, int count, long startNanos) {
    figures.put(what + "_per_s", count / ((System.nanoTime() - startNanos) / 1e9));
  }

  // --- transactions

  private static void transactions(int port, int seconds) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", "127.0.0.1:" + port);
    properties.put("transactional.id", "benchmark");
    properties.put("linger.ms", "0");
    properties.put("key.serializer", "org.apache.kafka.common.serialization.StringSerializer");
    properties.put("value.serializer", "org.apache.kafka.common.serialization.StringSerializer");
    try (KafkaProducer<String, String> producer = new KafkaProducer<>(properties)) {
      producer.initTransactions();
      run(producer, 3);
      long start = System.nanoTime();
      rate("transactions", run(producer, seconds), start);
    }
  }

  private static int run(KafkaProducer<String, String> producer, int seconds) {
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    int count = 0;
    while (System.nanoTime() < end) {
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(TOPIC, 0, null, "v"));
      producer.commitTransaction();
      count++;
    }
    return count;
  }

  // --- the protocol

  private void createTopic(int partitions) throws IOException {
    CreatableTopicCollection topics = new CreatableTopicCollection();
    topics.add(
        new CreatableTopic()
            .setName(TOPIC)
            .setNumPartitions(partitions)
            .setReplicationFactor((short) 1));
    ask(
        ApiKeys.CREATE_TOPICS,
        5,
        new CreateTopicsRequestData().setTopics(topics).setTimeoutMs(60_000));
  }

  private void findCoordinator(String group) throws Exception {
    FindCoordinatorRequestData request =
        new FindCoordinatorRequestData().setKeyType((byte) 0).setCoordinatorKeys(List.of(group));
    while (true) {
      var found = (FindCoordinatorResponseData) ask(ApiKeys.FIND_COORDINATOR, 4, request);
      var offsets = (OffsetFetchResponseData) ask(ApiKeys.OFFSET_FETCH, 8, offsetsOf(group));
      if (found.coordinators().get(0).errorCode() == 0 && error(offsets) == 0) {
        return;
      }
      // Before the measurement begins: a coordinator that loads tells nobody when it is done.
      Thread.sleep(20);
    }
  }

  private static OffsetFetchRequestData offsetsOf(String group) {
    return new OffsetFetchRequestData()
        .setGroups(List.of(new OffsetFetchRequestGroup().setGroupId(group).setTopics(null)));
  }

  private static void must(int error, String what) {
    if (error != 0) {
      throw new IllegalStateException(what + ": error code " + error);
    }
  }

  private ApiMessage ask(ApiKeys api, int version, ApiMessage body) throws IOException {
    send(api, version, body);
    return receive(api, version);
  }

  private void send(ApiKeys api, int version, ApiMessage body) throws IOException {
    short shortVersion = (short) version;
    RequestHeaderData header =
        new RequestHeaderData()
            .setRequestApiKey(api.id)
            .setRequestApiVersion(shortVersion)
            .setClientId("groups");
    ByteBuffer head =
        MessageUtil.toByteBufferAccessor(header, api.requestHeaderVersion(shortVersion)).buffer();
    ByteBuffer tail = MessageUtil.toByteBufferAccessor(body, shortVersion).buffer();
    ByteBuffer frame = ByteBuffer.allocate(4 + head.remaining() + tail.remaining());
    frame.putInt(head.remaining() + tail.remaining()).put(head).put(tail);
    out.write(frame.array());
    out.flush();
  }

  private ApiMessage receive(ApiKeys api, int version) throws IOException {
    byte[] frame = new byte[in.readInt()];
    in.readFully(frame);
    ByteBufferAccessor body = new ByteBufferAccessor(ByteBuffer.wrap(frame));
    new ResponseHeaderData(body, api.responseHeaderVersion((short) version));
    ApiMessage response = ApiMessageType.fromApiKey(api.id).newResponse();
    response.read(body, (short) version);
    return response;
  }
}
