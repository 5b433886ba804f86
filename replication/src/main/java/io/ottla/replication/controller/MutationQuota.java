package io.ottla.replication.controller;

/**
 * How many partitions a client may still have created or deleted (KIP-599). Asked on the controller
 * loop, for one request.
 */
public interface MutationQuota {
  /** For whom there is no quota. */
  MutationQuota UNLIMITED =
      new MutationQuota() {
        @Override
        public boolean admits(int partitions) {
          return true;
        }

        @Override
        public int throttleMs() {
          return 0;
        }
      };

  /** Counts partitions, or returns false where the client has to wait first. */
  boolean admits(int partitions);

  /** How long the client has to stay away by what was asked so far. */
  int throttleMs();
}
