package io.ottla.server.request;

/** Decides who may do what. Asked by every handler in Kafka's order of checks. */
public interface Authorizer {
  /** Allows everything; until security is configured. */
  Authorizer ALLOW_ALL = (context, operation, type, name) -> true;

  /** The name of the one resource of type {@link ResourceType#CLUSTER}. */
  String CLUSTER_NAME = "kafka-cluster";

  /** Whether the context's principal may do the operation on the resource. */
  boolean allows(RequestContext context, Operation operation, ResourceType type, String name);

  /** Whether the context's principal may do the operation on the cluster. */
  default boolean allowsOnCluster(RequestContext context, Operation operation) {
    return allows(context, operation, ResourceType.CLUSTER, CLUSTER_NAME);
  }

  /** The operations of ACLs with their codes (KIP-11). */
  enum Operation {
    READ(3),
    WRITE(4),
    CREATE(5),
    DELETE(6),
    ALTER(7),
    DESCRIBE(8),
    CLUSTER_ACTION(9),
    DESCRIBE_CONFIGS(10),
    ALTER_CONFIGS(11),
    IDEMPOTENT_WRITE(12),
    CREATE_TOKENS(13),
    DESCRIBE_TOKENS(14),
    TWO_PHASE_COMMIT(15);

    private final byte code;

    Operation(int code) {
      this.code = (byte) code;
    }

    /** The code on the wire. */
    public byte code() {
      return code;
    }
  }

  /** The types of resources of ACLs with their codes (KIP-11), and the operations each knows. */
  enum ResourceType {
    TOPIC(2),
    GROUP(3),
    CLUSTER(4),
    TRANSACTIONAL_ID(5),
    DELEGATION_TOKEN(6),
    USER(7);

    private final byte code;

    ResourceType(int code) {
      this.code = (byte) code;
    }

    /** The code on the wire. */
    public byte code() {
      return code;
    }
  }
}
