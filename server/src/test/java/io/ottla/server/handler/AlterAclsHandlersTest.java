package io.ottla.server.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.server.request.Authorizer;
import io.ottla.wire.message.CreateAclsRequest;
import io.ottla.wire.message.CreateAclsRequest.AclCreation;
import io.ottla.wire.message.CreateAclsResponse;
import io.ottla.wire.message.CreateAclsResponse.AclCreationResult;
import io.ottla.wire.message.DeleteAclsRequest;
import io.ottla.wire.message.DeleteAclsRequest.DeleteAclsFilter;
import io.ottla.wire.message.DeleteAclsResponse;
import io.ottla.wire.message.DeleteAclsResponse.DeleteAclsFilterResult;
import io.ottla.wire.protocol.ErrorCode;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What changes access-control entries. */
class AlterAclsHandlersTest {
  @Test
  void withoutAnAuthorizerSecurityIsDisabledForEachOne() {
    short disabled = ErrorCode.SECURITY_DISABLED.code();

    assertThat(create(Authorizer.ALLOW_ALL)).containsExactly(disabled, disabled);
    assertThat(delete(Authorizer.ALLOW_ALL)).containsExactly(disabled, disabled);
  }

  @Test
  void needAlterOnTheCluster() {
    short failed = ErrorCode.CLUSTER_AUTHORIZATION_FAILED.code();

    assertThat(create(Exchange.denyAll())).containsExactly(failed, failed);
    assertThat(delete(Exchange.denyAll())).containsExactly(failed, failed);
  }

  private static List<Short> create(Authorizer authorizer) {
    AclCreation entry = new AclCreation((byte) 2, "t", (byte) 3, "User:a", "*", (byte) 3, (byte) 3);
    CreateAclsRequest request = new CreateAclsRequest(Collections.nCopies(2, entry));
    return Exchange.of(new CreateAclsHandler(authorizer), request, 3)
        .response(CreateAclsResponse.class)
        .results()
        .stream()
        .map(AclCreationResult::errorCode)
        .toList();
  }

  private static List<Short> delete(Authorizer authorizer) {
    DeleteAclsFilter filter =
        new DeleteAclsFilter((byte) 2, "t", (byte) 3, "User:a", "*", (byte) 3, (byte) 3);
    DeleteAclsRequest request = new DeleteAclsRequest(Collections.nCopies(2, filter));
    return Exchange.of(new DeleteAclsHandler(authorizer), request, 3)
        .response(DeleteAclsResponse.class)
        .filterResults()
        .stream()
        .map(DeleteAclsFilterResult::errorCode)
        .toList();
  }
}
