package io.ottla.server.handler;

import io.ottla.replication.controller.MetadataView;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.DescribeUserScramCredentialsRequest;
import io.ottla.wire.message.DescribeUserScramCredentialsRequest.UserName;
import io.ottla.wire.message.DescribeUserScramCredentialsResponse;
import io.ottla.wire.message.DescribeUserScramCredentialsResponse.CredentialInfo;
import io.ottla.wire.message.DescribeUserScramCredentialsResponse.DescribeUserScramCredentialsResult;
import io.ottla.wire.message.UserScramCredentialRecord;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * DescribeUserScramCredentials (50), v0. Tells which users have passwords for SCRAM, and how strong
 * the hashing is; never the passwords. All users where none are named.
 *
 * <p>Checks, in order: DESCRIBE on the cluster ({@code CLUSTER_AUTHORIZATION_FAILED}), per user:
 * named once ({@code DUPLICATE_RESOURCE}), has a credential ({@code RESOURCE_NOT_FOUND}).
 */
public final class DescribeUserScramCredentialsHandler
    implements RequestHandler<DescribeUserScramCredentialsRequest> {
  private final MetadataView metadata;
  private final Authorizer authorizer;

  public DescribeUserScramCredentialsHandler(MetadataView metadata, Authorizer authorizer) {
    this.metadata = metadata;
    this.authorizer = authorizer;
  }

  @Override
  public ApiKey api() {
    return ApiKey.DESCRIBE_USER_SCRAM_CREDENTIALS;
  }

  @Override
  public void handle(
      RequestContext context, DescribeUserScramCredentialsRequest request, Responder responder) {
    if (!authorizer.allowsOnCluster(context, Operation.DESCRIBE)) {
      ErrorCode error = ErrorCode.CLUSTER_AUTHORIZATION_FAILED;
      responder.respond(
          new DescribeUserScramCredentialsResponse(0, error.code(), error.message(), List.of()));
      return;
    }
    Map<String, List<CredentialInfo>> known = credentials();
    List<UserName> users = request.users();
    List<String> names =
        users == null || users.isEmpty()
            ? List.copyOf(known.keySet())
            : users.stream().map(UserName::name).toList();
    responder.respond(
        new DescribeUserScramCredentialsResponse(
            0,
            ErrorCode.NONE.code(),
            null,
            new LinkedHashSet<>(names)
                .stream().map(name -> describe(name, names, known.get(name))).toList()));
  }

  private Map<String, List<CredentialInfo>> credentials() {
    Map<String, List<CredentialInfo>> byUser = new TreeMap<>();
    for (UserScramCredentialRecord credential : metadata.image().security().scram().values()) {
      byUser
          .computeIfAbsent(credential.name(), name -> new ArrayList<>())
          .add(new CredentialInfo(credential.mechanism(), credential.iterations()));
    }
    return byUser;
  }

  private static DescribeUserScramCredentialsResult describe(
      String user, List<String> asked, @Nullable List<CredentialInfo> found) {
    if (Collections.frequency(asked, user) > 1) {
      return failed(user, ErrorCode.DUPLICATE_RESOURCE, "The request names the user twice.");
    }
    return found == null
        ? failed(user, ErrorCode.RESOURCE_NOT_FOUND, "The user has no SCRAM credential.")
        : new DescribeUserScramCredentialsResult(user, ErrorCode.NONE.code(), null, found);
  }

  private static DescribeUserScramCredentialsResult failed(
      String user, ErrorCode error, String message) {
    return new DescribeUserScramCredentialsResult(user, error.code(), message, List.of());
  }
}
