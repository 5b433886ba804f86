package io.ottla.replication.image;

import io.ottla.wire.message.AccessControlEntryRecord;
import io.ottla.wire.message.DelegationTokenRecord;
import io.ottla.wire.message.RemoveAccessControlEntryRecord;
import io.ottla.wire.message.RemoveDelegationTokenRecord;
import io.ottla.wire.message.RemoveUserScramCredentialRecord;
import io.ottla.wire.message.UserScramCredentialRecord;
import io.ottla.wire.protocol.Uuid;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;

/** Who may do what and how they prove who they are, each entry as its record holds it. */
public record SecurityImage(
    HashPMap<ScramUser, UserScramCredentialRecord> scram,
    HashPMap<Uuid, AccessControlEntryRecord> acls,
    HashPMap<String, DelegationTokenRecord> tokens) {
  /** Nothing is set. */
  public static final SecurityImage EMPTY =
      new SecurityImage(HashTreePMap.empty(), HashTreePMap.empty(), HashTreePMap.empty());

  /**
   * A user's credential of one mechanism.
   *
   * @param mechanism 1 for SCRAM-SHA-256, 2 for SCRAM-SHA-512
   */
  public record ScramUser(String name, byte mechanism) {}

  /** A user's credential, or null. */
  public @Nullable UserScramCredentialRecord credential(String user, byte mechanism) {
    return scram.get(new ScramUser(user, mechanism));
  }

  SecurityImage with(UserScramCredentialRecord record) {
    ScramUser user = new ScramUser(record.name(), record.mechanism());
    return new SecurityImage(scram.plus(user, record), acls, tokens);
  }

  SecurityImage without(RemoveUserScramCredentialRecord record) {
    ScramUser user = new ScramUser(record.name(), record.mechanism());
    return new SecurityImage(scram.minus(user), acls, tokens);
  }

  SecurityImage with(AccessControlEntryRecord record) {
    return new SecurityImage(scram, acls.plus(record.id(), record), tokens);
  }

  SecurityImage without(RemoveAccessControlEntryRecord record) {
    return new SecurityImage(scram, acls.minus(record.id()), tokens);
  }

  SecurityImage with(DelegationTokenRecord record) {
    return new SecurityImage(scram, acls, tokens.plus(record.tokenId(), record));
  }

  SecurityImage without(RemoveDelegationTokenRecord record) {
    return new SecurityImage(scram, acls, tokens.minus(record.tokenId()));
  }
}
