package io.ottla.server.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ottla.server.request.Authorizer;
import io.ottla.wire.message.DeleteGroupsRequest;
import io.ottla.wire.message.DeleteGroupsResponse;
import io.ottla.wire.message.DeleteGroupsResponse.DeletableGroupResult;
import io.ottla.wire.message.DescribeGroupsRequest;
import io.ottla.wire.message.DescribeGroupsResponse;
import io.ottla.wire.message.DescribeGroupsResponse.DescribedGroup;
import io.ottla.wire.message.ListGroupsRequest;
import io.ottla.wire.message.ListGroupsResponse;
import io.ottla.wire.message.ListGroupsResponse.ListedGroup;
import io.ottla.wire.protocol.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** ListGroups, DescribeGroups and DeleteGroups. */
class GroupAdminHandlersTest {
  private static final short DENIED = ErrorCode.GROUP_AUTHORIZATION_FAILED.code();
  private static final Authorizer MINE =
      (context, operation, type, name) -> name.startsWith("mine");

  @Test
  void whoMayNotDescribeTheClusterSeesSomeGroups() {
    ListGroupsResponse all =
        new ListGroupsResponse(
            0,
            (short) 0,
            List.of(
                new ListedGroup("mine", "consumer", "Stable", "classic"),
                new ListedGroup("yours", "consumer", "Stable", "classic")));

    assertThat(list(Authorizer.ALLOW_ALL, all)).containsExactly("mine", "yours");
    assertThat(list(MINE, all)).containsExactly("mine");
  }

  @Test
  void describedGroupsCarryOperationsOnDemand() {
    FakeGroups<DescribeGroupsRequest, DescribeGroupsResponse> groups =
        new FakeGroups<>(
            asked ->
                new DescribeGroupsResponse(
                    0,
                    asked.groups().stream()
                        .map(group -> DescribedGroup.builder().groupId(group).build())
                        .toList()));
    DescribeGroupsRequest request = new DescribeGroupsRequest(List.of("yours", "mine"), true);

    List<DescribedGroup> described =
        Exchange.of(new DescribeGroupsHandler(MINE, groups), request, 5)
            .response(DescribeGroupsResponse.class)
            .groups();

    assertThat(described)
        .extracting(DescribedGroup::groupId, DescribedGroup::errorCode)
        .containsExactly(tuple("yours", DENIED), tuple("mine", (short) 0));
    assertThat(described.get(1).authorizedOperations()).isEqualTo(3400);
    assertThat(groups.asked().get(0).groups()).containsExactly("mine");
  }

  @Test
  void groupIsDeletedOnceAndOnlyByWhoMay() {
    FakeGroups<DeleteGroupsRequest, DeleteGroupsResponse> groups =
        new FakeGroups<>(
            asked ->
                new DeleteGroupsResponse(
                    0,
                    asked.groupsNames().stream()
                        .map(group -> new DeletableGroupResult(group, (short) 0, null))
                        .toList()));
    DeleteGroupsRequest request = new DeleteGroupsRequest(List.of("mine", "mine", "yours"));

    List<DeletableGroupResult> results =
        Exchange.of(new DeleteGroupsHandler(MINE, groups), request, 2)
            .response(DeleteGroupsResponse.class)
            .results();

    assertThat(results)
        .extracting(DeletableGroupResult::groupId, DeletableGroupResult::errorCode)
        .containsExactly(tuple("mine", (short) 0), tuple("yours", DENIED));
    assertThat(groups.asked().get(0).groupsNames()).containsExactly("mine");
  }

  private static List<String> list(Authorizer authorizer, ListGroupsResponse all) {
    return Exchange.of(
            new ListGroupsHandler(authorizer, new FakeGroups<>(asked -> all)),
            ListGroupsRequest.DEFAULT,
            5)
        .response(ListGroupsResponse.class)
        .groups()
        .stream()
        .map(ListedGroup::groupId)
        .toList();
  }
}
