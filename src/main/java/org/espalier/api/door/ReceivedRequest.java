package org.espalier.api.door;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** A request whose body is in memory. */
final class ReceivedRequest extends HttpServletRequestWrapper {
  private final ReceivedBody body;
  private final ServletInputStream stream;

  ReceivedRequest(HttpServletRequest request, ReceivedBody body) {
    super(request);
    this.body = body;
    this.stream = new ReceivedStream(body);
  }

  @Override
  public ServletInputStream getInputStream() {
    return stream;
  }

  @Override
  public BufferedReader getReader() {
    return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
  }

  @Override
  public int getContentLength() {
    return body.length();
  }

  @Override
  public long getContentLengthLong() {
    return body.length();
  }
}
