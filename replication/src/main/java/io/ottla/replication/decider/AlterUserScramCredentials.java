package io.ottla.replication.decider;

import io.ottla.replication.controller.ApiError;
import io.ottla.replication.controller.Decider;
import io.ottla.replication.controller.Decision;
import io.ottla.replication.controller.Scene;
import io.ottla.replication.image.MetadataRecord;
import io.ottla.wire.message.AlterUserScramCredentialsRequest;
import io.ottla.wire.message.AlterUserScramCredentialsRequest.ScramCredentialDeletion;
import io.ottla.wire.message.AlterUserScramCredentialsRequest.ScramCredentialUpsertion;
import io.ottla.wire.message.AlterUserScramCredentialsResponse;
import io.ottla.wire.message.AlterUserScramCredentialsResponse.AlterUserScramCredentialsResult;
import io.ottla.wire.message.RemoveUserScramCredentialRecord;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * AlterUserScramCredentials (51), v0. One result for each user; a user's changes are made all or
 * none.
 *
 * <p>Checks, in order: no credential is altered twice; the user has a name; the mechanism is known;
 * a credential to delete exists; the iterations of a new one are within bounds.
 */
final class AlterUserScramCredentials
    implements Decider<AlterUserScramCredentialsRequest, AlterUserScramCredentialsResponse> {
  private static final int MAX_ITERATIONS = 16_384;

  @Override
  public Decision<AlterUserScramCredentialsResponse> decide(
      Scene scene, AlterUserScramCredentialsRequest request) {
    Map<String, ApiError> errors = duplicates(request);
    Map<String, List<MetadataRecord>> records = new LinkedHashMap<>();
    for (ScramCredentialDeletion deletion : request.deletions()) {
      errors.computeIfPresent(
          deletion.name(), (n, e) -> e.isNone() ? checkDeletion(scene, deletion) : e);
      records
          .computeIfAbsent(deletion.name(), n -> new ArrayList<>())
          .add(
              MetadataRecord.of(
                  new RemoveUserScramCredentialRecord(deletion.name(), deletion.mechanism())));
    }
    for (ScramCredentialUpsertion upsertion : request.upsertions()) {
      ApiError error =
          errors.computeIfPresent(
              upsertion.name(), (n, e) -> e.isNone() ? checkUpsertion(upsertion) : e);
      if (error != null && error.isNone()) {
        records
            .computeIfAbsent(upsertion.name(), n -> new ArrayList<>())
            .add(MetadataRecord.of(ScramKeys.record(upsertion)));
      }
    }
    List<MetadataRecord> accepted = new ArrayList<>();
    List<AlterUserScramCredentialsResult> results = new ArrayList<>();
    errors.forEach(
        (user, error) -> {
          results.add(new AlterUserScramCredentialsResult(user, error.code(), error.message()));
          if (error.isNone()) {
            accepted.addAll(records.getOrDefault(user, List.of()));
          }
        });
    return new Decision<>(
        accepted, AlterUserScramCredentialsResponse.builder().results(results).build());
  }

  @Override
  public AlterUserScramCredentialsResponse refuse(
      AlterUserScramCredentialsRequest request, ErrorCode error) {
    List<AlterUserScramCredentialsResult> results =
        duplicates(request).keySet().stream()
            .map(u -> new AlterUserScramCredentialsResult(u, error.code(), error.message()))
            .toList();
    return AlterUserScramCredentialsResponse.builder().results(results).build();
  }

  /** Every user of the request in order, with an error where a credential is named twice. */
  private static Map<String, ApiError> duplicates(AlterUserScramCredentialsRequest request) {
    Map<String, ApiError> errors = new LinkedHashMap<>();
    Map<String, Integer> times = new HashMap<>();
    request
        .deletions()
        .forEach(
            d -> note(d.name(), times.merge(d.mechanism() + d.name(), 1, Integer::sum), errors));
    request
        .upsertions()
        .forEach(
            u -> note(u.name(), times.merge(u.mechanism() + u.name(), 1, Integer::sum), errors));
    return errors;
  }

  private static void note(String user, int times, Map<String, ApiError> errors) {
    errors.putIfAbsent(user, ApiError.NONE);
    if (times > 1) {
      errors.put(
          user,
          ApiError.of(
              ErrorCode.DUPLICATE_RESOURCE,
              "A user credential cannot be altered twice in the same request"));
    }
  }

  private static ApiError checkDeletion(Scene scene, ScramCredentialDeletion deletion) {
    ApiError error = checkUser(deletion.name(), deletion.mechanism());
    if (!error.isNone()) {
      return error;
    }
    return scene.image().security().credential(deletion.name(), deletion.mechanism()) == null
        ? ApiError.of(
            ErrorCode.RESOURCE_NOT_FOUND, "Attempt to delete a user credential that does not exist")
        : ApiError.NONE;
  }

  private static ApiError checkUpsertion(ScramCredentialUpsertion upsertion) {
    ApiError error = checkUser(upsertion.name(), upsertion.mechanism());
    if (!error.isNone()) {
      return error;
    }
    if (upsertion.iterations() < ScramKeys.minIterations(upsertion.mechanism())) {
      return ApiError.of(ErrorCode.UNACCEPTABLE_CREDENTIAL, "Too few iterations");
    }
    return upsertion.iterations() > MAX_ITERATIONS
        ? ApiError.of(ErrorCode.UNACCEPTABLE_CREDENTIAL, "Too many iterations")
        : ApiError.NONE;
  }

  private static ApiError checkUser(String name, byte mechanism) {
    if (name.isEmpty()) {
      return ApiError.of(ErrorCode.UNACCEPTABLE_CREDENTIAL, "Username must not be empty");
    }
    return ScramKeys.isKnown(mechanism)
        ? ApiError.NONE
        : ApiError.of(ErrorCode.UNSUPPORTED_SASL_MECHANISM, "Unknown SCRAM mechanism");
  }
}
