package io.ottla.server.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.server.request.Authorizer;
import io.ottla.wire.message.DescribeAclsRequest;
import io.ottla.wire.message.DescribeAclsResponse;
import io.ottla.wire.protocol.ErrorCode;
import org.junit.jupiter.api.Test;

class DescribeAclsHandlerTest {
  @Test
  void withoutAnAuthorizerSecurityIsDisabled() {
    assertThat(describe(Authorizer.ALLOW_ALL)).isEqualTo(ErrorCode.SECURITY_DISABLED.code());
  }

  @Test
  void needsDescribeOnTheCluster() {
    assertThat(describe(Exchange.denyAll()))
        .isEqualTo(ErrorCode.CLUSTER_AUTHORIZATION_FAILED.code());
  }

  private static short describe(Authorizer authorizer) {
    return Exchange.of(new DescribeAclsHandler(authorizer), DescribeAclsRequest.DEFAULT, 3)
        .response(DescribeAclsResponse.class)
        .errorCode();
  }
}
