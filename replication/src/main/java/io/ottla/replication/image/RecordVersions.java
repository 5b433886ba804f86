package io.ottla.replication.image;

/**
 * In which version a record is written under a {@code metadata.version}, so that every node of the
 * cluster can read it. All other records have only version 0.
 */
public final class RecordVersions {
  private static final int IV_3_4 = 8;
  private static final int IV_3_7_CONTROLLERS = 15;
  private static final int IV_3_7_DIRECTORIES = 17;
  private static final int IV_4_0_ELIGIBLE_LEADERS = 23;
  private static final int IV_4_3_CORDONED = 30;

  private RecordVersions() {}

  /** PartitionRecord and PartitionChangeRecord: directories since 3.7, eligible leaders 4.0. */
  public static short partition(int metadataVersion) {
    if (metadataVersion >= IV_4_0_ELIGIBLE_LEADERS) {
      return 2;
    }
    return (short) (metadataVersion >= IV_3_7_DIRECTORIES ? 1 : 0);
  }

  /** Whether controllers are recorded at all: RegisterControllerRecord is there since 3.7. */
  public static boolean knowsControllers(int metadataVersion) {
    return metadataVersion >= IV_3_7_CONTROLLERS;
  }

  /** Whether it is recorded in which directory a replica lies. */
  public static boolean knowsDirectories(int metadataVersion) {
    return partition(metadataVersion) >= 1;
  }

  /** RegisterBrokerRecord: log directories since 3.7, cordoned ones since 4.3. */
  public static short registerBroker(int metadataVersion) {
    if (metadataVersion >= IV_4_3_CORDONED) {
      return 4;
    }
    if (metadataVersion >= IV_3_7_DIRECTORIES) {
      return 3;
    }
    return (short) (metadataVersion >= IV_3_4 ? 2 : 1);
  }

  /** BrokerRegistrationChangeRecord: log directories since 3.7, cordoned ones since 4.3. */
  public static short brokerRegistrationChange(int metadataVersion) {
    if (metadataVersion >= IV_4_3_CORDONED) {
      return 3;
    }
    return (short) (metadataVersion >= IV_3_7_DIRECTORIES ? 2 : 1);
  }
}
