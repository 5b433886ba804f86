package io.ottla.replication.decider;

import io.ottla.wire.codec.Bytes;
import io.ottla.wire.message.AlterUserScramCredentialsRequest.ScramCredentialUpsertion;
import io.ottla.wire.message.UserScramCredentialRecord;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What is stored of a password: the keys of RFC 5802, from which it cannot be found. */
final class ScramKeys {
  private static final byte SHA_256 = 1;
  private static final byte SHA_512 = 2;
  private static final int MIN_ITERATIONS = 4_096;

  private ScramKeys() {}

  static boolean isKnown(byte mechanism) {
    return mechanism == SHA_256 || mechanism == SHA_512;
  }

  static int minIterations(byte mechanism) {
    return isKnown(mechanism) ? MIN_ITERATIONS : Integer.MAX_VALUE;
  }

  /** The credential that a client's salted password makes. */
  static UserScramCredentialRecord record(ScramCredentialUpsertion upsertion) {
    byte[] salted = upsertion.saltedPassword().toByteArray();
    String digest = upsertion.mechanism() == SHA_512 ? "SHA-512" : "SHA-256";
    String mac = upsertion.mechanism() == SHA_512 ? "HmacSHA512" : "HmacSHA256";
    try {
      byte[] clientKey = hmac(mac, salted, "Client Key");
      return UserScramCredentialRecord.builder()
          .name(upsertion.name())
          .mechanism(upsertion.mechanism())
          .salt(upsertion.salt())
          .storedKey(Bytes.copyOf(MessageDigest.getInstance(digest).digest(clientKey)))
          .serverKey(Bytes.copyOf(hmac(mac, salted, "Server Key")))
          .iterations(upsertion.iterations())
          .build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + mac, e);
    }
  }

  private static byte[] hmac(String algorithm, byte[] key, String text)
      throws GeneralSecurityException {
    Mac mac = Mac.getInstance(algorithm);
    mac.init(new SecretKeySpec(key, algorithm));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }
}
