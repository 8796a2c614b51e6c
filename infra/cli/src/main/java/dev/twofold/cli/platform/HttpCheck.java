package dev.twofold.cli.platform;

import dev.twofold.stack.ReadyCheck;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** True once a URL answers 200. */
record HttpCheck(String url) implements ReadyCheck {
  private static final int LIMIT_MILLIS = 2000;

  @Override
  public boolean isReady() throws IOException {
    HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
    connection.setConnectTimeout(LIMIT_MILLIS);
    connection.setReadTimeout(LIMIT_MILLIS);
    try {
      return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
    } finally {
      connection.disconnect();
    }
  }
}
