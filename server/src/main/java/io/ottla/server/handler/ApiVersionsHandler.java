package io.ottla.server.handler;

import io.ottla.replication.controller.FeatureRange;
import io.ottla.replication.controller.MetadataView;
import io.ottla.replication.image.FeaturesImage;
import io.ottla.replication.image.MetadataImage;
import io.ottla.server.request.HandlerRegistry;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.ApiVersionsRequest;
import io.ottla.wire.message.ApiVersionsResponse;
import io.ottla.wire.message.ApiVersionsResponse.ApiVersion;
import io.ottla.wire.message.ApiVersionsResponse.FinalizedFeatureKey;
import io.ottla.wire.message.ApiVersionsResponse.SupportedFeatureKey;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * ApiVersions (18), v0–5. Tells which APIs this listener serves in which versions, and which
 * features are supported and finalized.
 *
 * <p>Checks, in order: the client's software name and version (v3, {@code INVALID_REQUEST}), the
 * cluster and the node that the client means to talk to (v5, KIP-1242, {@code
 * REBOOTSTRAP_REQUIRED}). Needs no authorisation. A version that is not served never reaches the
 * handler: the connection answers it with {@link #unsupported}.
 *
 * <p>Up to v3 a feature whose lowest level is 0 is left out, for clients of that time cannot read
 * it. Produce is advertised from v0 although it is served from v3: librdkafka takes the absence of
 * the old versions for a broker without compression.
 */
public final class ApiVersionsHandler implements RequestHandler<ApiVersionsRequest> {
  private static final Pattern SOFTWARE =
      Pattern.compile("[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?");

  private final Supplier<HandlerRegistry> registry;
  private final MetadataView metadata;
  private final Identity identity;
  private final Map<String, FeatureRange> features;
  private final short kraftVersion;

  /**
   * A handler of one listener.
   *
   * @param registry the one that this handler is part of
   * @param features what this node supports, in the order in which it is told
   * @param kraftVersion the finalized level of a feature that is not in the metadata
   */
  public ApiVersionsHandler(
      Supplier<HandlerRegistry> registry,
      MetadataView metadata,
      Identity identity,
      Map<String, FeatureRange> features,
      short kraftVersion) {
    this.registry = registry;
    this.metadata = metadata;
    this.identity = identity;
    this.features = features;
    this.kraftVersion = kraftVersion;
  }

  /**
   * The answer, written as v0, to a version that is not served: the range of ApiVersions alone, for
   * the client to ask again (KIP-511).
   */
  public static ApiVersionsResponse unsupported(HandlerRegistry registry) {
    return ApiVersionsResponse.builder()
        .errorCode(ErrorCode.UNSUPPORTED_VERSION.code())
        .apiKeys(
            registry.handlers().stream()
                .filter(handler -> handler.api() == ApiKey.API_VERSIONS)
                .map(ApiVersionsHandler::range)
                .toList())
        .build();
  }

  @Override
  public ApiKey api() {
    return ApiKey.API_VERSIONS;
  }

  @Override
  public void handle(RequestContext context, ApiVersionsRequest request, Responder responder) {
    if (context.version() >= 3 && !namesItsSoftware(request)) {
      responder.respond(failed(ErrorCode.INVALID_REQUEST));
    } else if (!isMeant(request)) {
      responder.respond(failed(ErrorCode.REBOOTSTRAP_REQUIRED));
    } else {
      responder.respond(ranges(context.version()));
    }
  }

  private ApiVersionsResponse ranges(short version) {
    MetadataImage image = metadata.image();
    return ApiVersionsResponse.builder()
        .apiKeys(registry.get().handlers().stream().map(ApiVersionsHandler::range).toList())
        .supportedFeatures(supported(version))
        .finalizedFeaturesEpoch(image.provenance().offset())
        .finalizedFeatures(finalized(image))
        .build();
  }

  private List<FinalizedFeatureKey> finalized(MetadataImage image) {
    Map<String, Short> levels = new TreeMap<>(image.features().levels());
    if (kraftVersion > 0) {
      levels.put(FeaturesImage.KRAFT_VERSION, kraftVersion);
    }
    return levels.entrySet().stream()
        .map(level -> new FinalizedFeatureKey(level.getKey(), level.getValue(), level.getValue()))
        .toList();
  }

  private boolean isMeant(ApiVersionsRequest request) {
    String cluster = request.clusterId();
    return (cluster == null || cluster.equals(identity.clusterId()))
        && (request.nodeId() < 0 || request.nodeId() == identity.nodeId());
  }

  private static boolean namesItsSoftware(ApiVersionsRequest request) {
    return SOFTWARE.matcher(request.clientSoftwareName()).matches()
        && SOFTWARE.matcher(request.clientSoftwareVersion()).matches();
  }

  private static ApiVersionsResponse failed(ErrorCode error) {
    return ApiVersionsResponse.builder().errorCode(error.code()).build();
  }

  private static ApiVersion range(RequestHandler<?> handler) {
    short lowest = handler.api() == ApiKey.PRODUCE ? 0 : handler.lowestVersion();
    return new ApiVersion(handler.api().id(), lowest, handler.highestVersion());
  }

  private List<SupportedFeatureKey> supported(short version) {
    return features.entrySet().stream()
        .filter(feature -> version > 3 || feature.getValue().min() > 0)
        .map(
            feature ->
                new SupportedFeatureKey(
                    feature.getKey(), feature.getValue().min(), feature.getValue().max()))
        .toList();
  }
}
