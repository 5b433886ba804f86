package io.ottla.coordinator.group;

import io.ottla.coordinator.group.model.Caller;
import io.ottla.coordinator.group.model.CommitKind;
import io.ottla.coordinator.group.offsets.CommitVerb;
import io.ottla.coordinator.group.offsets.FetchVerb;
import io.ottla.coordinator.shard.Gather;
import io.ottla.coordinator.shard.Shards;
import io.ottla.coordinator.topics.TopicCatalog;
import io.ottla.wire.message.OffsetCommitRequest;
import io.ottla.wire.message.OffsetCommitResponse;
import io.ottla.wire.message.OffsetDeleteRequest;
import io.ottla.wire.message.OffsetDeleteResponse;
import io.ottla.wire.message.OffsetFetchRequest;
import io.ottla.wire.message.OffsetFetchRequest.OffsetFetchRequestGroup;
import io.ottla.wire.message.OffsetFetchResponse;
import io.ottla.wire.message.OffsetFetchResponse.OffsetFetchResponseGroup;
import io.ottla.wire.message.TxnOffsetCommitRequest;
import io.ottla.wire.message.TxnOffsetCommitResponse;
import io.ottla.wire.protocol.ErrorCode;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/**
 * The requests about committed offsets. Names and ids of topics are matched against the catalog
 * here; a shard sees only partitions that exist. Offsets of the empty group id are taken, for old
 * clients.
 */
final class OffsetRequests {
  private static final short FIRST_COMMIT_BY_ID = 10;
  private static final short FIRST_COMMIT_OF_NEW_ERRORS = 9;
  private static final short FIRST_TXN_COMMIT_BY_ID = 6;

  private final TopicCatalog topics;
  private final Shards<GroupShard> shards;
  private final ToIntFunction<String> partitions;

  OffsetRequests(TopicCatalog topics, Shards<GroupShard> shards, ToIntFunction<String> partitions) {
    this.topics = topics;
    this.shards = shards;
    this.partitions = partitions;
  }

  void commit(Caller caller, OffsetCommitRequest request, Consumer<OffsetCommitResponse> respond) {
    boolean byId = caller.apiVersion() >= FIRST_COMMIT_BY_ID;
    CommitKind kind =
        caller.apiVersion() >= FIRST_COMMIT_OF_NEW_ERRORS ? CommitKind.CURRENT : CommitKind.OLD;
    CommitTopics split = CommitTopics.split(request, byId, topics);
    if (split.known().topics().isEmpty()) {
      respond.accept(split.merge(List.of()));
      return;
    }
    shards.decide(
        partitions.applyAsInt(request.groupId()),
        error -> CommitVerb.failed(split.known(), error),
        response -> respond.accept(split.merge(response.topics())),
        state -> state.commits().decide(kind, split.known(), state.nowMs()));
  }

  void commitTransactional(
      Caller caller, TxnOffsetCommitRequest request, Consumer<TxnOffsetCommitResponse> respond) {
    OffsetCommitRequest plain = TxnCommits.plain(request);
    if (request.groupId().isEmpty()) {
      respond.accept(
          TxnCommits.transactional(CommitVerb.failed(plain, ErrorCode.INVALID_GROUP_ID)));
      return;
    }
    boolean byId = caller.apiVersion() >= FIRST_TXN_COMMIT_BY_ID;
    CommitTopics split = CommitTopics.split(plain, byId, topics);
    if (split.known().topics().isEmpty()) {
      respond.accept(TxnCommits.transactional(split.merge(List.of())));
      return;
    }
    shards.decideTransactional(
        partitions.applyAsInt(request.groupId()),
        request.producerId(),
        request.producerEpoch(),
        error -> CommitVerb.failed(split.known(), error),
        response -> respond.accept(TxnCommits.transactional(split.merge(response.topics()))),
        state -> state.commits().decide(CommitKind.TRANSACTIONAL, split.known(), state.nowMs()));
  }

  void fetch(Caller caller, OffsetFetchRequest request, Consumer<OffsetFetchResponse> respond) {
    FetchTopics names = new FetchTopics(topics, caller.apiVersion());
    List<OffsetFetchRequestGroup> groups = request.groups();
    Gather<OffsetFetchResponseGroup> gather =
        new Gather<>(
            groups.size(),
            all -> respond.accept(OffsetFetchResponse.builder().groups(all).build()));
    for (int i = 0; i < groups.size(); i++) {
      fetch(groups.get(i), request.requireStable(), names, gather.place(i));
    }
  }

  private void fetch(
      OffsetFetchRequestGroup group,
      boolean requireStable,
      FetchTopics names,
      Consumer<OffsetFetchResponseGroup> respond) {
    shards.run(
        partitions.applyAsInt(group.groupId()),
        error -> FetchVerb.failed(group.groupId(), error),
        response -> respond.accept(names.complete(group, response)),
        (state, reply) -> reply.send(state.fetches().fetch(names.known(group), requireStable)));
  }

  void delete(OffsetDeleteRequest request, Consumer<OffsetDeleteResponse> respond) {
    if (request.groupId().isEmpty()) {
      respond.accept(deleteFailed(ErrorCode.INVALID_GROUP_ID));
      return;
    }
    shards.decide(
        partitions.applyAsInt(request.groupId()),
        OffsetRequests::deleteFailed,
        respond,
        state -> state.deletes().deleteOffsets(request));
  }

  private static OffsetDeleteResponse deleteFailed(ErrorCode error) {
    return new OffsetDeleteResponse(error.code(), 0, List.of());
  }
}
