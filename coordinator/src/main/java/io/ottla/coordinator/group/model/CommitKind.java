package io.ottla.coordinator.group.model;

/** Which request commits offsets; what a group allows and the errors differ. */
public enum CommitKind {
  /** OffsetCommit before v9: knows no errors of the new group protocol. */
  OLD,
  /** OffsetCommit from v9 on. */
  CURRENT,
  /** TxnOffsetCommit: the offsets count once the transaction is committed. */
  TRANSACTIONAL
}
