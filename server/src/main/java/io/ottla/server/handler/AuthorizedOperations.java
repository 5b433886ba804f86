package io.ottla.server.handler;

import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.Authorizer.ResourceType;
import io.ottla.server.request.RequestContext;
import java.util.EnumSet;
import java.util.Set;

/**
 * The operations that a principal may do on a resource, as the bit field in which responses carry
 * them (KIP-430): bit n stands for the operation with code n.
 */
final class AuthorizedOperations {
  /** Says that nobody asked. */
  static final int NOT_ASKED = Integer.MIN_VALUE;

  private static final Set<Operation> ON_TOPICS =
      EnumSet.of(
          Operation.READ,
          Operation.WRITE,
          Operation.CREATE,
          Operation.DELETE,
          Operation.ALTER,
          Operation.DESCRIBE,
          Operation.DESCRIBE_CONFIGS,
          Operation.ALTER_CONFIGS);
  private static final Set<Operation> ON_GROUPS =
      EnumSet.of(
          Operation.READ,
          Operation.DELETE,
          Operation.DESCRIBE,
          Operation.DESCRIBE_CONFIGS,
          Operation.ALTER_CONFIGS);
  private static final Set<Operation> ON_CLUSTER =
      EnumSet.of(
          Operation.CREATE,
          Operation.ALTER,
          Operation.DESCRIBE,
          Operation.CLUSTER_ACTION,
          Operation.DESCRIBE_CONFIGS,
          Operation.ALTER_CONFIGS,
          Operation.IDEMPOTENT_WRITE);

  private AuthorizedOperations() {}

  static int onTopic(Authorizer authorizer, RequestContext context, String topic) {
    return bits(authorizer, context, ResourceType.TOPIC, topic, ON_TOPICS);
  }

  static int onGroup(Authorizer authorizer, RequestContext context, String group) {
    return bits(authorizer, context, ResourceType.GROUP, group, ON_GROUPS);
  }

  /** Nothing for whoever may not describe the cluster. */
  static int onCluster(Authorizer authorizer, RequestContext context) {
    return authorizer.allowsOnCluster(context, Operation.DESCRIBE)
        ? bits(authorizer, context, ResourceType.CLUSTER, Authorizer.CLUSTER_NAME, ON_CLUSTER)
        : 0;
  }

  private static int bits(
      Authorizer authorizer,
      RequestContext context,
      ResourceType type,
      String name,
      Set<Operation> operations) {
    int bits = 0;
    for (Operation operation : operations) {
      if (authorizer.allows(context, operation, type, name)) {
        bits |= 1 << operation.code();
      }
    }
    return bits;
  }
}
