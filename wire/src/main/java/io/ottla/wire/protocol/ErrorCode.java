package io.ottla.wire.protocol;

/** The errors of the protocol; the only error vocabulary between modules. */
public enum ErrorCode {
  UNKNOWN_SERVER_ERROR(-1, false, "The broker failed in a way the protocol has no code for."),
  NONE(0, false, "No error."),
  OFFSET_OUT_OF_RANGE(1, false, "The offset lies outside the log."),
  CORRUPT_MESSAGE(2, true, "The record batch is damaged: its checksum, size or header is wrong."),
  UNKNOWN_TOPIC_OR_PARTITION(3, true, "This broker does not know the topic or partition."),
  INVALID_FETCH_SIZE(4, false, "The fetch size is not valid."),
  LEADER_NOT_AVAILABLE(5, true, "The partition has no leader at the moment."),
  NOT_LEADER_OR_FOLLOWER(6, true, "This broker does not lead the partition or does not follow it."),
  REQUEST_TIMED_OUT(7, true, "The request was not completed in time."),
  BROKER_NOT_AVAILABLE(8, false, "The broker is not available."),
  REPLICA_NOT_AVAILABLE(9, true, "The replica is not available here."),
  MESSAGE_TOO_LARGE(10, false, "The record batch is larger than the topic allows."),
  STALE_CONTROLLER_EPOCH(11, false, "The controller epoch is older than the known one."),
  OFFSET_METADATA_TOO_LARGE(12, false, "The metadata of a committed offset is too long."),
  NETWORK_EXCEPTION(13, true, "The connection broke before the answer came."),
  COORDINATOR_LOAD_IN_PROGRESS(14, true, "The coordinator is still loading its state."),
  COORDINATOR_NOT_AVAILABLE(15, true, "The coordinator is not available."),
  NOT_COORDINATOR(16, true, "This broker is not the coordinator of the group or transactional id."),
  INVALID_TOPIC_EXCEPTION(17, false, "The topic's name is not valid for this operation."),
  RECORD_LIST_TOO_LARGE(18, false, "The batch is larger than a segment of the log."),
  NOT_ENOUGH_REPLICAS(19, true, "Fewer replicas are in sync than the topic demands."),
  NOT_ENOUGH_REPLICAS_AFTER_APPEND(
      20, true, "The records were written, but to fewer in-sync replicas than the topic demands."),
  INVALID_REQUIRED_ACKS(21, false, "acks must be -1, 0 or 1."),
  ILLEGAL_GENERATION(22, false, "The generation of the group is another one."),
  INCONSISTENT_GROUP_PROTOCOL(
      23, false, "The member's protocols have nothing in common with the group's."),
  INVALID_GROUP_ID(24, false, "The group id is not valid."),
  UNKNOWN_MEMBER_ID(25, false, "The group does not know the member."),
  INVALID_SESSION_TIMEOUT(26, false, "The session timeout lies outside the broker's limits."),
  REBALANCE_IN_PROGRESS(27, false, "The group is rebalancing; the member must rejoin."),
  INVALID_COMMIT_OFFSET_SIZE(28, false, "The commit's metadata is too large to be stored."),
  TOPIC_AUTHORIZATION_FAILED(29, false, "The principal may not access the topic."),
  GROUP_AUTHORIZATION_FAILED(30, false, "The principal may not access the group."),
  CLUSTER_AUTHORIZATION_FAILED(31, false, "The principal may not do this in the cluster."),
  INVALID_TIMESTAMP(32, false, "A timestamp lies outside the accepted range."),
  UNSUPPORTED_SASL_MECHANISM(33, false, "The SASL mechanism is not enabled here."),
  ILLEGAL_SASL_STATE(34, false, "The request does not fit the state of the SASL exchange."),
  UNSUPPORTED_VERSION(35, false, "The version of the API is not supported."),
  TOPIC_ALREADY_EXISTS(36, false, "A topic of this name exists already."),
  INVALID_PARTITIONS(37, false, "The count of partitions is not valid."),
  INVALID_REPLICATION_FACTOR(38, false, "The replication factor is not valid."),
  INVALID_REPLICA_ASSIGNMENT(39, false, "The replica assignment is not valid."),
  INVALID_CONFIG(40, false, "The configuration is not valid."),
  NOT_CONTROLLER(41, true, "This is not the active controller."),
  INVALID_REQUEST(42, false, "The request does not fit its own rules."),
  UNSUPPORTED_FOR_MESSAGE_FORMAT(43, false, "The message format does not support the operation."),
  POLICY_VIOLATION(44, false, "A policy of the cluster forbids the request."),
  OUT_OF_ORDER_SEQUENCE_NUMBER(45, false, "The sequence number does not follow the last one."),
  DUPLICATE_SEQUENCE_NUMBER(46, false, "The sequence number was seen before."),
  INVALID_PRODUCER_EPOCH(47, false, "The producer's epoch is older than the known one."),
  INVALID_TXN_STATE(48, false, "The transaction's state does not allow the operation."),
  INVALID_PRODUCER_ID_MAPPING(
      49, false, "The producer id does not belong to the transactional id."),
  INVALID_TRANSACTION_TIMEOUT(
      50, false, "The transaction timeout is longer than the broker allows."),
  CONCURRENT_TRANSACTIONS(51, true, "Another operation of the transaction is in progress."),
  TRANSACTION_COORDINATOR_FENCED(52, false, "A newer transaction coordinator has taken over."),
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED(
      53, false, "The principal may not use the transactional id."),
  SECURITY_DISABLED(54, false, "Security is not enabled on this broker."),
  OPERATION_NOT_ATTEMPTED(
      55, false, "The operation was not attempted, because another part of the request failed."),
  KAFKA_STORAGE_ERROR(56, true, "The disk or log directory failed."),
  LOG_DIR_NOT_FOUND(57, false, "The log directory is not one of this broker's."),
  SASL_AUTHENTICATION_FAILED(58, false, "SASL authentication failed."),
  UNKNOWN_PRODUCER_ID(59, false, "The broker has no state of this producer id."),
  REASSIGNMENT_IN_PROGRESS(60, false, "The partition is being reassigned."),
  DELEGATION_TOKEN_AUTH_DISABLED(61, false, "Delegation tokens are not enabled."),
  DELEGATION_TOKEN_NOT_FOUND(62, false, "The delegation token is not known."),
  DELEGATION_TOKEN_OWNER_MISMATCH(
      63, false, "The principal neither owns nor may renew the delegation token."),
  DELEGATION_TOKEN_REQUEST_NOT_ALLOWED(
      64, false, "Delegation token requests are not allowed on this connection."),
  DELEGATION_TOKEN_AUTHORIZATION_FAILED(
      65, false, "The principal may not access the delegation token."),
  DELEGATION_TOKEN_EXPIRED(66, false, "The delegation token has expired."),
  INVALID_PRINCIPAL_TYPE(67, false, "The principal type is not supported."),
  NON_EMPTY_GROUP(68, false, "The group still has members."),
  GROUP_ID_NOT_FOUND(69, false, "There is no such group."),
  FETCH_SESSION_ID_NOT_FOUND(70, true, "The fetch session is not known."),
  INVALID_FETCH_SESSION_EPOCH(71, true, "The fetch session is at another epoch."),
  LISTENER_NOT_FOUND(72, true, "The leader has no listener of this name."),
  TOPIC_DELETION_DISABLED(73, false, "Topic deletion is disabled."),
  FENCED_LEADER_EPOCH(74, true, "The leader epoch is older than this broker's."),
  UNKNOWN_LEADER_EPOCH(75, true, "The leader epoch is newer than this broker's."),
  UNSUPPORTED_COMPRESSION_TYPE(
      76, false, "The client's version does not support the compression type."),
  STALE_BROKER_EPOCH(77, false, "The broker epoch is older than the registered one."),
  OFFSET_NOT_AVAILABLE(78, true, "The high watermark is not known yet since the last election."),
  MEMBER_ID_REQUIRED(79, false, "The member must rejoin with the id it was given."),
  PREFERRED_LEADER_NOT_AVAILABLE(80, true, "The preferred leader is not available."),
  GROUP_MAX_SIZE_REACHED(81, false, "The group has as many members as it may have."),
  FENCED_INSTANCE_ID(82, false, "Another member uses the same group instance id."),
  ELIGIBLE_LEADERS_NOT_AVAILABLE(83, true, "No replica that may lead is available."),
  ELECTION_NOT_NEEDED(84, true, "The leader is already the wanted one."),
  NO_REASSIGNMENT_IN_PROGRESS(85, false, "No reassignment is in progress."),
  GROUP_SUBSCRIBED_TO_TOPIC(86, false, "The group subscribes to the topic."),
  INVALID_RECORD(87, false, "A record is not valid; nothing of its batch was stored."),
  UNSTABLE_OFFSET_COMMIT(88, true, "An offset is waiting for its transaction to end."),
  THROTTLING_QUOTA_EXCEEDED(89, true, "A quota is exceeded."),
  PRODUCER_FENCED(90, false, "A newer producer with the same transactional id has taken over."),
  RESOURCE_NOT_FOUND(91, false, "There is no such resource."),
  DUPLICATE_RESOURCE(92, false, "The resource exists already."),
  UNACCEPTABLE_CREDENTIAL(93, false, "The credential does not meet the requirements."),
  INCONSISTENT_VOTER_SET(94, false, "The set of voters is another one."),
  INVALID_UPDATE_VERSION(95, false, "The feature's version is not valid for the update."),
  FEATURE_UPDATE_FAILED(96, false, "The finalized features could not be updated."),
  PRINCIPAL_DESERIALIZATION_FAILURE(97, false, "The forwarded principal could not be read."),
  SNAPSHOT_NOT_FOUND(98, false, "There is no such snapshot."),
  POSITION_OUT_OF_RANGE(99, false, "The position lies outside the snapshot."),
  UNKNOWN_TOPIC_ID(100, true, "This broker does not know the topic id."),
  DUPLICATE_BROKER_REGISTRATION(
      101, false, "The broker id is registered by another running broker."),
  BROKER_ID_NOT_REGISTERED(102, false, "The broker id is not registered."),
  INCONSISTENT_TOPIC_ID(103, true, "The topic id is not the one in the log."),
  INCONSISTENT_CLUSTER_ID(104, false, "The cluster id is another one."),
  TRANSACTIONAL_ID_NOT_FOUND(105, false, "There is no such transactional id."),
  FETCH_SESSION_TOPIC_ID_ERROR(106, true, "A topic of the fetch session changed its id."),
  INELIGIBLE_REPLICA(107, false, "The replica may not join the in-sync replicas."),
  NEW_LEADER_ELECTED(108, false, "The change made another replica the leader."),
  OFFSET_MOVED_TO_TIERED_STORAGE(109, false, "The offset has moved to tiered storage."),
  FENCED_MEMBER_EPOCH(
      110, false, "The member's epoch is behind the group coordinator's; it must rejoin."),
  UNRELEASED_INSTANCE_ID(111, false, "The instance id is still held by another member."),
  UNSUPPORTED_ASSIGNOR(112, false, "The assignor is not supported."),
  STALE_MEMBER_EPOCH(113, false, "The member's epoch is not the one the commit needs."),
  MISMATCHED_ENDPOINT_TYPE(114, false, "The request went to the wrong kind of endpoint."),
  UNSUPPORTED_ENDPOINT_TYPE(115, false, "This kind of endpoint is not supported."),
  UNKNOWN_CONTROLLER_ID(116, false, "The controller id is not known."),
  UNKNOWN_SUBSCRIPTION_ID(117, false, "The client's telemetry subscription is out of date."),
  TELEMETRY_TOO_LARGE(118, false, "The telemetry is larger than the broker accepts."),
  INVALID_REGISTRATION(
      119, false, "The controller has this broker registered as another incarnation."),
  TRANSACTION_ABORTABLE(120, false, "The transaction failed and must be aborted."),
  INVALID_RECORD_STATE(121, false, "The record's state does not allow the acknowledgement."),
  SHARE_SESSION_NOT_FOUND(122, true, "The share session is not known."),
  INVALID_SHARE_SESSION_EPOCH(123, true, "The share session is at another epoch."),
  FENCED_STATE_EPOCH(
      124, false, "The state epoch of the share partition is older than the known one."),
  INVALID_VOTER_KEY(125, false, "The voter's key is not the known one."),
  DUPLICATE_VOTER(126, false, "The voter is in the set already."),
  VOTER_NOT_FOUND(127, false, "The voter is not in the set."),
  INVALID_REGULAR_EXPRESSION(128, false, "The regular expression is not valid."),
  REBOOTSTRAP_REQUIRED(
      129, false, "The client is talking to another cluster or node and must bootstrap again."),
  STREAMS_INVALID_TOPOLOGY(130, false, "The streams topology is not valid."),
  STREAMS_INVALID_TOPOLOGY_EPOCH(131, false, "The epoch of the streams topology is not valid."),
  STREAMS_TOPOLOGY_FENCED(
      132, false, "The epoch of the streams topology is older than the group's."),
  SHARE_SESSION_LIMIT_REACHED(133, true, "The broker has as many share sessions as it may have.");

  private static final ErrorCode[] BY_CODE = new ErrorCode[values().length];

  static {
    for (ErrorCode error : values()) {
      BY_CODE[error.code + 1] = error;
    }
  }

  private final short code;
  private final boolean retriable;
  private final String message;

  ErrorCode(int code, boolean retriable, String message) {
    this.code = (short) code;
    this.retriable = retriable;
    this.message = message;
  }

  /** The error of a code; a code that is not known is {@link #UNKNOWN_SERVER_ERROR}. */
  public static ErrorCode of(short code) {
    int slot = code + 1;
    return slot >= 0 && slot < BY_CODE.length ? BY_CODE[slot] : UNKNOWN_SERVER_ERROR;
  }

  /** The code on the wire. */
  public short code() {
    return code;
  }

  /** Whether a client may send the same request again. */
  public boolean retriable() {
    return retriable;
  }

  /** One sentence for people. */
  public String message() {
    return message;
  }
}
