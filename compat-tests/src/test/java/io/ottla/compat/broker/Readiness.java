package io.ottla.compat.broker;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Asks a port for ApiVersions, version 0, by hand: no client library takes part in the start. */
final class Readiness {
  private static final int TIMEOUT_MS = 2_000;
  private static final int API_VERSIONS = 18;
  private static final int CORRELATION_ID = 7;

  private Readiness() {}

  static boolean answers(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MS);
      socket.setSoTimeout(TIMEOUT_MS);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeInt(10);
      out.writeShort(API_VERSIONS);
      out.writeShort(0);
      out.writeInt(CORRELATION_ID);
      out.writeShort(-1);
      out.flush();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      return in.readInt() > 6 && in.readInt() == CORRELATION_ID && in.readShort() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
