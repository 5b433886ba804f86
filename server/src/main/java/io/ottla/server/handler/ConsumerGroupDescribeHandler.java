package io.ottla.server.handler;

import io.ottla.replication.controller.MetadataView;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.Authorizer.ResourceType;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.ConsumerGroupDescribeRequest;
import io.ottla.wire.message.ConsumerGroupDescribeResponse;
import io.ottla.wire.message.ConsumerGroupDescribeResponse.DescribedGroup;
import io.ottla.wire.message.ConsumerGroupDescribeResponse.Member;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * ConsumerGroupDescribe (69), v0–1. Shows consumer groups with their members and assignments
 * (KIP-848).
 *
 * <p>Checks, in order: {@code group.version} is finalized ({@code UNSUPPORTED_VERSION}), DESCRIBE
 * on the group ({@code GROUP_AUTHORIZATION_FAILED}), the coordinator's, DESCRIBE on every topic of
 * the group ({@code TOPIC_AUTHORIZATION_FAILED}).
 *
 * <p>v1 added the kind of member.
 */
public final class ConsumerGroupDescribeHandler
    implements RequestHandler<ConsumerGroupDescribeRequest> {
  private final MetadataView metadata;
  private final Authorizer authorizer;
  private final GroupCall<ConsumerGroupDescribeRequest, ConsumerGroupDescribeResponse> coordinator;

  public ConsumerGroupDescribeHandler(
      MetadataView metadata,
      Authorizer authorizer,
      GroupCall<ConsumerGroupDescribeRequest, ConsumerGroupDescribeResponse> coordinator) {
    this.metadata = metadata;
    this.authorizer = authorizer;
    this.coordinator = coordinator;
  }

  @Override
  public ApiKey api() {
    return ApiKey.CONSUMER_GROUP_DESCRIBE;
  }

  @Override
  public void handle(
      RequestContext context, ConsumerGroupDescribeRequest request, Responder responder) {
    List<String> allowed = new ArrayList<>();
    List<DescribedGroup> described = new ArrayList<>();
    for (String groupId : request.groupIds()) {
      ErrorCode error = check(context, groupId);
      if (error == ErrorCode.NONE) {
        allowed.add(groupId);
      } else {
        described.add(failed(groupId, error));
      }
    }
    coordinator.call(
        GroupCall.caller(context),
        request.toBuilder().groupIds(allowed).build(),
        response -> {
          for (DescribedGroup group : response.groups()) {
            described.add(visible(context, request, group));
          }
          responder.respond(new ConsumerGroupDescribeResponse(0, described));
        });
  }

  private ErrorCode check(RequestContext context, String groupId) {
    if (!GroupFeature.isFinalized(metadata)) {
      return ErrorCode.UNSUPPORTED_VERSION;
    }
    return authorizer.allows(context, Operation.DESCRIBE, ResourceType.GROUP, groupId)
        ? ErrorCode.NONE
        : ErrorCode.GROUP_AUTHORIZATION_FAILED;
  }

  private DescribedGroup visible(
      RequestContext context, ConsumerGroupDescribeRequest request, DescribedGroup group) {
    if (group.errorCode() != ErrorCode.NONE.code()) {
      return group;
    }
    boolean allVisible =
        group.members().stream()
            .flatMap(ConsumerGroupDescribeHandler::topics)
            .distinct()
            .allMatch(
                topic -> authorizer.allows(context, Operation.DESCRIBE, ResourceType.TOPIC, topic));
    if (!allVisible) {
      return failed(group.groupId(), ErrorCode.TOPIC_AUTHORIZATION_FAILED);
    }
    return request.includeAuthorizedOperations()
        ? group.toBuilder()
            .authorizedOperations(
                AuthorizedOperations.onGroup(authorizer, context, group.groupId()))
            .build()
        : group;
  }

  private static Stream<String> topics(Member member) {
    Stream<String> assigned =
        Stream.of(member.assignment(), member.targetAssignment())
            .flatMap(assignment -> assignment.topicPartitions().stream())
            .map(ConsumerGroupDescribeResponse.TopicPartitions::topicName);
    return Stream.concat(member.subscribedTopicNames().stream(), assigned);
  }

  private static DescribedGroup failed(String groupId, ErrorCode error) {
    return DescribedGroup.builder()
        .groupId(groupId)
        .errorCode(error.code())
        .errorMessage(error.message())
        .build();
  }
}
