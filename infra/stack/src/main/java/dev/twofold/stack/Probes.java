package dev.twofold.stack;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;

/** Asks servers in their own protocols whether they serve: an open port proves nothing. */
final class Probes {
  private static final int TIMEOUT_MILLIS = 2000;
  private static final int MAX_ANSWER = 1 << 20;
  private static final short KAFKA_METADATA = 3;
  private static final short KAFKA_API_VERSIONS = 18;
  private static final byte CQL_V4_ANSWER = (byte) 0x84;
  private static final byte CQL_SUPPORTED = 0x06;

  private Probes() {}

  /**
   * True once the broker answers an ApiVersions request and names itself as a live broker of its
   * cluster.
   */
  static boolean kafka(int port) throws IOException {
    try (Socket socket = connect(port)) {
      ByteBuffer versions = kafkaAnswer(socket, KAFKA_API_VERSIONS, (short) 0, new byte[0]);
      if (versions.getShort() != 0) {
        return false;
      }
      // Version 5, of no topics, none to be created. The answer: throttle time, then the brokers
      // that are not fenced.
      ByteBuffer metadata = kafkaAnswer(socket, KAFKA_METADATA, (short) 5, new byte[5]);
      metadata.getInt();
      return metadata.getInt() > 0;
    }
  }

  /** True once the node answers an OPTIONS request with SUPPORTED. */
  static boolean cql(int port) throws IOException {
    try (Socket socket = connect(port)) {
      socket.getOutputStream().write(new byte[] {4, 0, 0, 0, 5, 0, 0, 0, 0});
      byte[] header = new DataInputStream(socket.getInputStream()).readNBytes(9);
      return header.length == 9 && header[0] == CQL_V4_ANSWER && header[4] == CQL_SUPPORTED;
    }
  }

  private static ByteBuffer kafkaAnswer(Socket socket, short api, short version, byte[] body)
      throws IOException {
    ByteBuffer request = ByteBuffer.allocate(14 + body.length);
    short noClientId = -1;
    request.putInt(10 + body.length).putShort(api).putShort(version).putInt(api);
    request.putShort(noClientId).put(body);
    socket.getOutputStream().write(request.array());
    DataInputStream input = new DataInputStream(socket.getInputStream());
    int size = input.readInt();
    int correlation = input.readInt();
    if (correlation != api || size < 10 || size > MAX_ANSWER) {
      throw new IOException("not Kafka's protocol");
    }
    byte[] answer = new byte[size - 4];
    input.readFully(answer);
    return ByteBuffer.wrap(answer);
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(Loopback.address(port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}
