package io.ottla.replication.decider;

import io.ottla.replication.controller.ApiError;
import io.ottla.replication.controller.ControllerSettings;
import io.ottla.replication.controller.Decider;
import io.ottla.replication.controller.Decision;
import io.ottla.replication.controller.FeatureRange;
import io.ottla.replication.controller.Scene;
import io.ottla.replication.image.BrokerRegistration;
import io.ottla.replication.image.FeaturesImage;
import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.image.MetadataRecord;
import io.ottla.replication.quorum.QuorumStatus;
import io.ottla.wire.message.FeatureLevelRecord;
import io.ottla.wire.message.RegisterBrokerRecord.BrokerFeature;
import io.ottla.wire.message.UpdateFeaturesRequest;
import io.ottla.wire.message.UpdateFeaturesRequest.FeatureUpdateKey;
import io.ottla.wire.message.UpdateFeaturesResponse;
import io.ottla.wire.message.UpdateFeaturesResponse.UpdatableFeatureResult;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * UpdateFeatures (57), v0–2. All features are updated or none.
 *
 * <p>Checks of each, in order: it is named once; the level that it has is accepted, by whomever it
 * was finalized; the controller supports the level, then every broker; a lower level was asked for
 * as a downgrade; {@code metadata.version} never falls, since what its records hold could not be
 * written any more; {@code kraft.version} stays, since only formatting writes the voters down.
 *
 * <p>v0 says "downgrade" by a flag, later versions by the type of the update. Before v2 each
 * feature has a result of its own.
 */
final class UpdateFeatures implements Decider<UpdateFeaturesRequest, UpdateFeaturesResponse> {
  private static final byte UPGRADE = 1;
  private static final byte UNSAFE_DOWNGRADE = 3;
  private static final int FIRST_VERSION_WITHOUT_RESULTS = 2;

  private final ControllerSettings settings;
  private final Supplier<QuorumStatus> quorum;

  UpdateFeatures(ControllerSettings settings, Supplier<QuorumStatus> quorum) {
    this.settings = settings;
    this.quorum = quorum;
  }

  @Override
  public Decision<UpdateFeaturesResponse> decide(Scene scene, UpdateFeaturesRequest request) {
    List<MetadataRecord> records = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    ApiError error = ApiError.NONE;
    for (FeatureUpdateKey update : request.featureUpdates()) {
      error =
          seen.add(update.feature())
              ? check(scene, update)
              : ApiError.of(ErrorCode.INVALID_REQUEST, "Duplicate feature " + update.feature());
      if (!error.isNone()) {
        break;
      }
      if (level(scene, update.feature()) != update.maxVersionLevel()) {
        records.add(
            MetadataRecord.of(new FeatureLevelRecord(update.feature(), update.maxVersionLevel())));
      }
    }
    UpdateFeaturesResponse response = response(request, scene.version(), error);
    return request.validateOnly() || !error.isNone()
        ? Decision.readOnly(response)
        : new Decision<>(records, response);
  }

  @Override
  public UpdateFeaturesResponse refuse(UpdateFeaturesRequest request, ErrorCode error) {
    return UpdateFeaturesResponse.builder()
        .errorCode(error.code())
        .errorMessage(error.message())
        .build();
  }

  private ApiError check(Scene scene, FeatureUpdateKey update) {
    String name = update.feature();
    short level = update.maxVersionLevel();
    short current = level(scene, name);
    byte type = scene.version() == 0 ? typeOfFlag(update) : update.upgradeType();
    if (type < UPGRADE || type > UNSAFE_DOWNGRADE) {
      return invalid(update, "The controller does not support the given upgrade type.");
    }
    if (level == current && level != 0) {
      return ApiError.NONE;
    }
    FeatureRange range = settings.features().get(name);
    if (range == null) {
      return invalid(
          update, "Local controller " + settings.nodeId() + " does not support this feature.");
    }
    if (!range.contains(level)) {
      return invalid(
          update,
          "Local controller "
              + settings.nodeId()
              + " only supports versions "
              + range.min()
              + "-"
              + range.max());
    }
    if (level < current && type == UPGRADE) {
      return invalid(
          update,
          "Can't downgrade the version of this feature without setting the upgrade type to either"
              + " safe or unsafe downgrade.");
    }
    if (level < current && name.equals(FeaturesImage.METADATA_VERSION)) {
      return ApiError.of(
          ErrorCode.INVALID_UPDATE_VERSION,
          "Unsupported metadata.version downgrade from "
              + current
              + " to "
              + level
              + ". Refusing to perform the requested downgrade because it might delete metadata"
              + " information.");
    }
    if (level != current && name.equals(FeaturesImage.KRAFT_VERSION)) {
      return invalid(update, "It is " + current + " since the metadata log was formatted.");
    }
    return checkBrokers(scene.image(), update);
  }

  /** The level of the quorum is in its own records, all others are in the metadata. */
  private short level(Scene scene, String feature) {
    return feature.equals(FeaturesImage.KRAFT_VERSION)
        ? quorum.get().kraftVersion()
        : scene.image().features().level(feature);
  }

  private static byte typeOfFlag(FeatureUpdateKey update) {
    return update.allowDowngrade() ? UNSAFE_DOWNGRADE : UPGRADE;
  }

  private static ApiError checkBrokers(MetadataImage image, FeatureUpdateKey update) {
    for (Map.Entry<Integer, BrokerRegistration> broker : image.cluster().brokers().entrySet()) {
      boolean supports = false;
      for (BrokerFeature feature : broker.getValue().record().features()) {
        supports |=
            feature.name().equals(update.feature())
                && feature.minSupportedVersion() <= update.maxVersionLevel()
                && feature.maxSupportedVersion() >= update.maxVersionLevel();
      }
      if (!supports && update.maxVersionLevel() != 0) {
        return invalid(update, "Broker " + broker.getKey() + " does not support it.");
      }
    }
    return ApiError.NONE;
  }

  private static ApiError invalid(FeatureUpdateKey update, String reason) {
    return ApiError.of(
        ErrorCode.INVALID_UPDATE_VERSION,
        "Invalid update version "
            + update.maxVersionLevel()
            + " for feature "
            + update.feature()
            + ". "
            + reason);
  }

  private static UpdateFeaturesResponse response(
      UpdateFeaturesRequest request, int version, ApiError error) {
    UpdateFeaturesResponse.Builder response = UpdateFeaturesResponse.builder().errorMessage(null);
    if (!error.isNone()) {
      return response
          .errorCode(error.code())
          .errorMessage(
              "The update failed for all features since the following feature had an error: "
                  + error.message())
          .build();
    }
    if (version < FIRST_VERSION_WITHOUT_RESULTS) {
      response.results(
          request.featureUpdates().stream()
              .map(u -> new UpdatableFeatureResult(u.feature(), (short) 0, null))
              .toList());
    }
    return response.build();
  }
}
