package io.ottla.replication.decider;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.replication.controller.Decision;
import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.image.MetadataRecord;
import io.ottla.replication.quorum.QuorumStatus;
import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.codec.Bytes;
import io.ottla.wire.message.AlterClientQuotasRequest;
import io.ottla.wire.message.AlterClientQuotasRequest.EntityData;
import io.ottla.wire.message.AlterClientQuotasRequest.EntryData;
import io.ottla.wire.message.AlterClientQuotasRequest.OpData;
import io.ottla.wire.message.AlterClientQuotasResponse;
import io.ottla.wire.message.AlterUserScramCredentialsRequest;
import io.ottla.wire.message.AlterUserScramCredentialsRequest.ScramCredentialDeletion;
import io.ottla.wire.message.AlterUserScramCredentialsRequest.ScramCredentialUpsertion;
import io.ottla.wire.message.AlterUserScramCredentialsResponse;
import io.ottla.wire.message.ClientQuotaRecord;
import io.ottla.wire.message.FeatureLevelRecord;
import io.ottla.wire.message.UpdateFeaturesRequest;
import io.ottla.wire.message.UpdateFeaturesRequest.FeatureUpdateKey;
import io.ottla.wire.message.UpdateFeaturesResponse;
import io.ottla.wire.message.UserScramCredentialRecord;
import io.ottla.wire.protocol.ErrorCode;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterDecidersTest {
  private static final byte SHA_256 = 1;
  private static final Bytes SALT = Bytes.copyOf(new byte[] {1, 2, 3});

  @Test
  void featureIsRaised() {
    Decision<UpdateFeaturesResponse> decision = update(Scenes.image(), "group.version", 1, 1);

    assertThat(messages(decision))
        .containsExactly(new FeatureLevelRecord("group.version", (short) 1));
    assertThat(decision.response().errorMessage()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "metadata.version, 30, 1, NONE",
    "metadata.version, 31, 1, INVALID_UPDATE_VERSION",
    "metadata.version, 6, 3, INVALID_UPDATE_VERSION",
    "metadata.version, 25, 1, INVALID_UPDATE_VERSION",
    "metadata.version, 25, 2, INVALID_UPDATE_VERSION",
    "group.version, 2, 1, INVALID_UPDATE_VERSION",
    "nope, 1, 1, INVALID_UPDATE_VERSION",
    "group.version, 1, 9, INVALID_UPDATE_VERSION",
    "kraft.version, 1, 1, NONE",
    "kraft.version, 0, 2, INVALID_UPDATE_VERSION",
  })
  void eachRuleOfFeaturesHasItsError(String name, int level, int type, ErrorCode error) {
    Decision<UpdateFeaturesResponse> decision = update(Scenes.image(), name, level, type);

    assertThat(ErrorCode.of(decision.response().errorCode())).isEqualTo(error);
    assertThat(decision.records()).isEmpty();
  }

  @Test
  void theLevelThatAFeatureHasIsAcceptedThoughItIsNotSupportedHere() {
    MetadataImage image = Scenes.image().replay(new FeatureLevelRecord("nope", (short) 3));

    Decision<UpdateFeaturesResponse> same = update(image, "nope", 3, 1);
    Decision<UpdateFeaturesResponse> other = update(image, "nope", 2, 2);

    assertThat(same.response().errorCode()).isZero();
    assertThat(same.records()).isEmpty();
    assertThat(other.response().errorCode()).isEqualTo(ErrorCode.INVALID_UPDATE_VERSION.code());
  }

  @Test
  void brokerThatLacksAFeatureHoldsItBack() {
    Decision<UpdateFeaturesResponse> decision = update(Scenes.brokers(1), "group.version", 1, 1);

    assertThat(decision.response().errorCode()).isEqualTo(ErrorCode.INVALID_UPDATE_VERSION.code());
  }

  @Test
  void quotaIsSetAndRemoved() {
    Decision<AlterClientQuotasResponse> set = quota(Scenes.image(), "user", "u", set(1_000));
    assertThat(messages(set))
        .containsExactly(
            new ClientQuotaRecord(
                List.of(new ClientQuotaRecord.EntityData("user", "u")),
                "producer_byte_rate",
                1_000,
                false));
    MetadataImage image = Scenes.after(Scenes.image(), set);

    assertThat(image.quotas().entities()).hasSize(1);
    OpData remove = new OpData("producer_byte_rate", 0, true);
    assertThat(Scenes.after(image, quota(image, "user", "u", remove)).quotas().entities())
        .isEmpty();
    assertThat(quota(image, "user", "zz", remove).records()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "user, u, producer_byte_rate, 1000, true",
    "user, , producer_byte_rate, 1000, true",
    "user, u, request_percentage, 10.5, true",
    "user, u, controller_mutation_rate, 1.5, true",
    "ip, 127.0.0.1, connection_creation_rate, 5, true",
    "user, u, connection_creation_rate, 5, false",
    "user, u, nope, 5, false",
    "user, u, producer_byte_rate, 1.5, false",
    "user, u, producer_byte_rate, 0, false",
    "user, '', producer_byte_rate, 5, false",
    "nope, u, producer_byte_rate, 5, false",
  })
  void quotasHaveRules(
      String type, @Nullable String name, String key, double value, boolean valid) {
    Decision<AlterClientQuotasResponse> decision =
        quota(Scenes.image(), type, name, new OpData(key, value, false));

    assertThat(decision.records().isEmpty()).isEqualTo(!valid);
    assertThat(decision.response().entries().get(0).errorCode())
        .isEqualTo(valid ? 0 : ErrorCode.INVALID_REQUEST.code());
  }

  /** The salted password and the keys of the example in RFC 7677, section 3. */
  @Test
  void scramKeysAreThoseOfTheStandard() {
    Bytes saltedPassword = hex("c4a49510323ab4f952cac1fa99441939e78ea74d6be81ddf7096e87513dc615d");
    ScramCredentialUpsertion upsertion =
        new ScramCredentialUpsertion("user", SHA_256, 4_096, SALT, saltedPassword);
    Decision<AlterUserScramCredentialsResponse> decision =
        scram(Scenes.image(), List.of(), List.of(upsertion));

    UserScramCredentialRecord record =
        (UserScramCredentialRecord) decision.records().get(0).message();
    assertThat(record.storedKey())
        .isEqualTo(base64("WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY="));
    assertThat(record.serverKey())
        .isEqualTo(base64("wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="));
  }

  @Test
  void eachRuleOfCredentialsHasItsError() {
    ScramCredentialUpsertion few = new ScramCredentialUpsertion("u", SHA_256, 100, SALT, SALT);
    ScramCredentialUpsertion many = new ScramCredentialUpsertion("u", SHA_256, 20_000, SALT, SALT);
    ScramCredentialUpsertion good = new ScramCredentialUpsertion("u", SHA_256, 4_096, SALT, SALT);
    ScramCredentialDeletion missing = new ScramCredentialDeletion("u", SHA_256);
    MetadataImage image = Scenes.image();

    assertThat(error(scram(image, List.of(), List.of(few))))
        .isEqualTo(ErrorCode.UNACCEPTABLE_CREDENTIAL);
    assertThat(error(scram(image, List.of(), List.of(many))))
        .isEqualTo(ErrorCode.UNACCEPTABLE_CREDENTIAL);
    assertThat(error(scram(image, List.of(missing), List.of())))
        .isEqualTo(ErrorCode.RESOURCE_NOT_FOUND);
    assertThat(error(scram(image, List.of(missing), List.of(good))))
        .isEqualTo(ErrorCode.DUPLICATE_RESOURCE);
    MetadataImage with = Scenes.after(image, scram(image, List.of(), List.of(good)));
    MetadataImage without = Scenes.after(with, scram(with, List.of(missing), List.of()));
    assertThat(with.security().credential("u", SHA_256)).isNotNull();
    assertThat(without.security().credential("u", SHA_256)).isNull();
  }

  private static Bytes hex(String text) {
    return Bytes.copyOf(HexFormat.of().parseHex(text));
  }

  private static Bytes base64(String text) {
    return Bytes.copyOf(Base64.getDecoder().decode(text));
  }

  private static Decision<AlterUserScramCredentialsResponse> scram(
      MetadataImage image,
      List<ScramCredentialDeletion> deletions,
      List<ScramCredentialUpsertion> upsertions) {
    return new AlterUserScramCredentials()
        .decide(Scenes.at(image, 0), new AlterUserScramCredentialsRequest(deletions, upsertions));
  }

  private static ErrorCode error(Decision<AlterUserScramCredentialsResponse> decision) {
    assertThat(decision.records()).isEmpty();
    assertThat(decision.response().results()).hasSize(1);
    return ErrorCode.of(decision.response().results().get(0).errorCode());
  }

  private static OpData set(double value) {
    return new OpData("producer_byte_rate", value, false);
  }

  private static Decision<AlterClientQuotasResponse> quota(
      MetadataImage image, String type, @Nullable String name, OpData op) {
    EntryData entry = new EntryData(List.of(new EntityData(type, name)), List.of(op));
    return new AlterClientQuotas()
        .decide(Scenes.at(image, 1), new AlterClientQuotasRequest(List.of(entry), false));
  }

  private static Decision<UpdateFeaturesResponse> update(
      MetadataImage image, String name, int level, int type) {
    UpdateFeaturesRequest request =
        UpdateFeaturesRequest.builder()
            .featureUpdates(
                List.of(
                    FeatureUpdateKey.builder()
                        .feature(name)
                        .maxVersionLevel((short) level)
                        .upgradeType((byte) type)
                        .build()))
            .build();
    QuorumStatus status = new QuorumStatus(1, 1, 1, (short) 1, List.of(), List.of());
    return new UpdateFeatures(Scenes.SETTINGS, () -> status).decide(Scenes.at(image, 2), request);
  }

  private static List<ApiMessage> messages(Decision<?> decision) {
    return decision.records().stream().map(MetadataRecord::message).toList();
  }
}
