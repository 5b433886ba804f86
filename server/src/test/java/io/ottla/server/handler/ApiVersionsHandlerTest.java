package io.ottla.server.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.replication.controller.FeatureRange;
import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.image.Provenance;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.HandlerRegistry;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.ApiVersionsRequest;
import io.ottla.wire.message.ApiVersionsResponse;
import io.ottla.wire.message.ApiVersionsResponse.ApiVersion;
import io.ottla.wire.message.ApiVersionsResponse.FinalizedFeatureKey;
import io.ottla.wire.message.ApiVersionsResponse.SupportedFeatureKey;
import io.ottla.wire.message.FeatureLevelRecord;
import io.ottla.wire.message.ProduceRequest;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ApiVersionsHandlerTest {
  private static final ApiVersionsRequest REQUEST =
      ApiVersionsRequest.builder().clientSoftwareName("test").clientSoftwareVersion("1.0").build();

  private final MetadataImage image =
      MetadataImage.EMPTY
          .replay(new FeatureLevelRecord("metadata.version", (short) 30))
          .at(new Provenance(60, 1, 0));
  private final ApiVersionsHandler handler =
      new ApiVersionsHandler(
          this::registry, () -> image, new Identity("cluster", 1), features(), (short) 1);

  private static Map<String, FeatureRange> features() {
    Map<String, FeatureRange> features = new LinkedHashMap<>();
    features.put("share.version", new FeatureRange((short) 0, (short) 1));
    features.put("metadata.version", new FeatureRange((short) 7, (short) 30));
    return features;
  }

  private HandlerRegistry registry() {
    return new HandlerRegistry(
        List.of(handler, new DescribeAclsHandler(Authorizer.ALLOW_ALL), new Produce()));
  }

  private ApiVersionsResponse ask(ApiVersionsRequest request, int version) {
    return Exchange.of(handler, request, version).response(ApiVersionsResponse.class);
  }

  @Test
  void advertisesTheHandlersByIdAndProduceFromZero() {
    ApiVersionsResponse response = ask(REQUEST, 4);

    assertThat(response.errorCode()).isEqualTo(ErrorCode.NONE.code());
    assertThat(response.apiKeys())
        .containsExactly(
            new ApiVersion((short) 0, (short) 0, (short) 13),
            new ApiVersion((short) 18, (short) 0, (short) 5),
            new ApiVersion((short) 29, (short) 1, (short) 3));
  }

  @Test
  void tellsFinalizedFeaturesWithTheirEpoch() {
    ApiVersionsResponse response = ask(REQUEST, 3);

    assertThat(response.finalizedFeaturesEpoch()).isEqualTo(60);
    assertThat(response.finalizedFeatures())
        .containsExactly(
            new FinalizedFeatureKey("kraft.version", (short) 1, (short) 1),
            new FinalizedFeatureKey("metadata.version", (short) 30, (short) 30));
  }

  @Test
  void featuresThatMayBeOffAreToldFromVersionFour() {
    assertThat(ask(REQUEST, 3).supportedFeatures())
        .containsExactly(new SupportedFeatureKey("metadata.version", (short) 7, (short) 30));
    assertThat(ask(REQUEST, 4).supportedFeatures())
        .containsExactly(
            new SupportedFeatureKey("share.version", (short) 0, (short) 1),
            new SupportedFeatureKey("metadata.version", (short) 7, (short) 30));
  }

  @Test
  void everyVersionIsAnswered() {
    for (int version = 0; version <= 5; version++) {
      assertThat(ask(REQUEST, version).errorCode()).isZero();
    }
  }

  @Test
  void namelessSoftwareIsRefusedFromVersionThree() {
    ApiVersionsRequest nameless = REQUEST.toBuilder().clientSoftwareName("").build();
    ApiVersionsRequest odd = REQUEST.toBuilder().clientSoftwareVersion("1 beta").build();

    assertThat(ask(nameless, 3).errorCode()).isEqualTo(ErrorCode.INVALID_REQUEST.code());
    assertThat(ask(odd, 3).errorCode()).isEqualTo(ErrorCode.INVALID_REQUEST.code());
    assertThat(ask(nameless, 2).errorCode()).isZero();
  }

  @Test
  void clientOfAnotherClusterOrNodeMustBootstrapAgain() {
    ApiVersionsRequest mine = REQUEST.toBuilder().clusterId("cluster").nodeId(1).build();

    assertThat(ask(mine, 5).errorCode()).isZero();
    assertThat(ask(mine.toBuilder().nodeId(2).build(), 5).errorCode())
        .isEqualTo(ErrorCode.REBOOTSTRAP_REQUIRED.code());
    assertThat(ask(mine.toBuilder().clusterId("other").build(), 5).errorCode())
        .isEqualTo(ErrorCode.REBOOTSTRAP_REQUIRED.code());
  }

  @Test
  void unsupportedVersionIsToldTheOwnRange() {
    ApiVersionsResponse response = ApiVersionsHandler.unsupported(registry());

    assertThat(response.errorCode()).isEqualTo(ErrorCode.UNSUPPORTED_VERSION.code());
    assertThat(response.apiKeys())
        .containsExactly(new ApiVersion((short) 18, (short) 0, (short) 5));
  }

  private static final class Produce implements RequestHandler<ProduceRequest> {
    @Override
    public ApiKey api() {
      return ApiKey.PRODUCE;
    }

    @Override
    public void handle(RequestContext context, ProduceRequest request, Responder responder) {
      responder.noResponse();
    }
  }
}
