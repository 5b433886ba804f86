package io.ottla.replication.image;

import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.codec.Reader;
import io.ottla.wire.message.AbortTransactionRecord;
import io.ottla.wire.message.AccessControlEntryRecord;
import io.ottla.wire.message.BeginTransactionRecord;
import io.ottla.wire.message.BrokerRegistrationChangeRecord;
import io.ottla.wire.message.ClearElrRecord;
import io.ottla.wire.message.ClientQuotaRecord;
import io.ottla.wire.message.ConfigRecord;
import io.ottla.wire.message.DelegationTokenRecord;
import io.ottla.wire.message.EndTransactionRecord;
import io.ottla.wire.message.FeatureLevelRecord;
import io.ottla.wire.message.FenceBrokerRecord;
import io.ottla.wire.message.NoOpRecord;
import io.ottla.wire.message.PartitionChangeRecord;
import io.ottla.wire.message.PartitionRecord;
import io.ottla.wire.message.ProducerIdsRecord;
import io.ottla.wire.message.RegisterBrokerRecord;
import io.ottla.wire.message.RegisterControllerRecord;
import io.ottla.wire.message.RemoveAccessControlEntryRecord;
import io.ottla.wire.message.RemoveDelegationTokenRecord;
import io.ottla.wire.message.RemoveTopicRecord;
import io.ottla.wire.message.RemoveUserScramCredentialRecord;
import io.ottla.wire.message.TopicRecord;
import io.ottla.wire.message.UnfenceBrokerRecord;
import io.ottla.wire.message.UnregisterBrokerRecord;
import io.ottla.wire.message.UserScramCredentialRecord;
import io.ottla.wire.message.ZkMigrationStateRecord;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The records of {@code __cluster_metadata} with the type number that precedes them on disk. */
public enum MetadataRecordType {
  REGISTER_BROKER(RegisterBrokerRecord.KEY, RegisterBrokerRecord.class, RegisterBrokerRecord::read),
  UNREGISTER_BROKER(
      UnregisterBrokerRecord.KEY, UnregisterBrokerRecord.class, UnregisterBrokerRecord::read),
  TOPIC(TopicRecord.KEY, TopicRecord.class, TopicRecord::read),
  PARTITION(PartitionRecord.KEY, PartitionRecord.class, PartitionRecord::read),
  CONFIG(ConfigRecord.KEY, ConfigRecord.class, ConfigRecord::read),
  PARTITION_CHANGE(
      PartitionChangeRecord.KEY, PartitionChangeRecord.class, PartitionChangeRecord::read),
  FENCE_BROKER(FenceBrokerRecord.KEY, FenceBrokerRecord.class, FenceBrokerRecord::read),
  UNFENCE_BROKER(UnfenceBrokerRecord.KEY, UnfenceBrokerRecord.class, UnfenceBrokerRecord::read),
  REMOVE_TOPIC(RemoveTopicRecord.KEY, RemoveTopicRecord.class, RemoveTopicRecord::read),
  DELEGATION_TOKEN(
      DelegationTokenRecord.KEY, DelegationTokenRecord.class, DelegationTokenRecord::read),
  USER_SCRAM_CREDENTIAL(
      UserScramCredentialRecord.KEY,
      UserScramCredentialRecord.class,
      UserScramCredentialRecord::read),
  FEATURE_LEVEL(FeatureLevelRecord.KEY, FeatureLevelRecord.class, FeatureLevelRecord::read),
  CLIENT_QUOTA(ClientQuotaRecord.KEY, ClientQuotaRecord.class, ClientQuotaRecord::read),
  PRODUCER_IDS(ProducerIdsRecord.KEY, ProducerIdsRecord.class, ProducerIdsRecord::read),
  BROKER_REGISTRATION_CHANGE(
      BrokerRegistrationChangeRecord.KEY,
      BrokerRegistrationChangeRecord.class,
      BrokerRegistrationChangeRecord::read),
  ACCESS_CONTROL_ENTRY(
      AccessControlEntryRecord.KEY, AccessControlEntryRecord.class, AccessControlEntryRecord::read),
  REMOVE_ACCESS_CONTROL_ENTRY(
      RemoveAccessControlEntryRecord.KEY,
      RemoveAccessControlEntryRecord.class,
      RemoveAccessControlEntryRecord::read),
  NO_OP(NoOpRecord.KEY, NoOpRecord.class, NoOpRecord::read),
  ZK_MIGRATION_STATE(
      ZkMigrationStateRecord.KEY, ZkMigrationStateRecord.class, ZkMigrationStateRecord::read),
  REMOVE_USER_SCRAM_CREDENTIAL(
      RemoveUserScramCredentialRecord.KEY,
      RemoveUserScramCredentialRecord.class,
      RemoveUserScramCredentialRecord::read),
  BEGIN_TRANSACTION(
      BeginTransactionRecord.KEY, BeginTransactionRecord.class, BeginTransactionRecord::read),
  END_TRANSACTION(EndTransactionRecord.KEY, EndTransactionRecord.class, EndTransactionRecord::read),
  ABORT_TRANSACTION(
      AbortTransactionRecord.KEY, AbortTransactionRecord.class, AbortTransactionRecord::read),
  REMOVE_DELEGATION_TOKEN(
      RemoveDelegationTokenRecord.KEY,
      RemoveDelegationTokenRecord.class,
      RemoveDelegationTokenRecord::read),
  REGISTER_CONTROLLER(
      RegisterControllerRecord.KEY, RegisterControllerRecord.class, RegisterControllerRecord::read),
  CLEAR_ELR(ClearElrRecord.KEY, ClearElrRecord.class, ClearElrRecord::read);

  private static final Map<Class<?>, MetadataRecordType> BY_CLASS = new HashMap<>();
  private static final Map<Integer, MetadataRecordType> BY_KEY = new HashMap<>();

  static {
    for (MetadataRecordType type : values()) {
      BY_CLASS.put(type.message, type);
      BY_KEY.put(type.key, type);
    }
  }

  private final int key;
  private final Class<? extends ApiMessage> message;

  @SuppressWarnings("ImmutableEnumChecker") // a reference to a static method holds no state
  private final Body reader;

  MetadataRecordType(short key, Class<? extends ApiMessage> message, Body reader) {
    this.key = key;
    this.message = message;
    this.reader = reader;
  }

  /** The type of a message; fails for anything that is not a metadata record. */
  public static MetadataRecordType of(ApiMessage message) {
    MetadataRecordType type = BY_CLASS.get(message.getClass());
    if (type == null) {
      throw new IllegalArgumentException("not a metadata record: " + message.getClass().getName());
    }
    return type;
  }

  /** The type with the given number, or null when there is none. */
  public static @Nullable MetadataRecordType ofKey(int key) {
    return BY_KEY.get(key);
  }

  /** The type number on disk. */
  public int key() {
    return key;
  }

  ApiMessage read(Reader in, short version) {
    return reader.read(in, version);
  }

  private interface Body {
    ApiMessage read(Reader in, short version);
  }
}
