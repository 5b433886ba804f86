package io.ottla.server.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.server.request.Authorizer;
import io.ottla.wire.message.DescribeUserScramCredentialsRequest;
import io.ottla.wire.message.DescribeUserScramCredentialsRequest.UserName;
import io.ottla.wire.message.DescribeUserScramCredentialsResponse;
import io.ottla.wire.message.DescribeUserScramCredentialsResponse.CredentialInfo;
import io.ottla.wire.message.DescribeUserScramCredentialsResponse.DescribeUserScramCredentialsResult;
import io.ottla.wire.message.UserScramCredentialRecord;
import io.ottla.wire.protocol.ErrorCode;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DescribeUserScramCredentialsHandlerTest {
  private final Cluster cluster = Cluster.ofOneBroker();

  DescribeUserScramCredentialsHandlerTest() {
    cluster.replay(
        UserScramCredentialRecord.builder()
            .name("ann")
            .mechanism((byte) 1)
            .iterations(4096)
            .build());
  }

  @Test
  void noNamesMeansAllUsers() {
    assertThat(ask(Authorizer.ALLOW_ALL).results())
        .extracting(DescribeUserScramCredentialsResult::user)
        .containsExactly("ann");
  }

  @Test
  void usersAreToldWithMechanismAndIterations() {
    assertThat(ask(Authorizer.ALLOW_ALL, "ann").results().get(0).credentialInfos())
        .containsExactly(new CredentialInfo((byte) 1, 4096));
  }

  @Test
  void strangersAndRepetitionsAreErrors() {
    assertThat(ask(Authorizer.ALLOW_ALL, "bob", "ann", "ann").results())
        .extracting(result -> ErrorCode.of(result.errorCode()))
        .containsExactly(ErrorCode.RESOURCE_NOT_FOUND, ErrorCode.DUPLICATE_RESOURCE);
    assertThat(ask(Exchange.denyAll()).errorCode())
        .isEqualTo(ErrorCode.CLUSTER_AUTHORIZATION_FAILED.code());
  }

  private DescribeUserScramCredentialsResponse ask(Authorizer authorizer, String... users) {
    return Exchange.of(
            new DescribeUserScramCredentialsHandler(cluster, authorizer),
            new DescribeUserScramCredentialsRequest(
                Arrays.stream(users).map(UserName::new).toList()),
            0)
        .response(DescribeUserScramCredentialsResponse.class);
  }
}
