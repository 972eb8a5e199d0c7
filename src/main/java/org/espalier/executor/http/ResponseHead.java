package org.espalier.executor.http;

import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hc.core5.http.Header;

/** Status and headers of a response, as the JDK shows them. */
record ResponseHead(int statusCode, HttpHeaders headers) implements HttpResponse.ResponseInfo {
  static ResponseHead of(org.apache.hc.core5.http.HttpResponse head) {
    Map<String, List<String>> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Header header : head.getHeaders()) {
      values.computeIfAbsent(header.getName(), name -> new ArrayList<>()).add(header.getValue());
    }
    return new ResponseHead(head.getCode(), HttpHeaders.of(values, (name, value) -> true));
  }

  @Override
  public HttpClient.Version version() {
    return HttpClient.Version.HTTP_1_1;
  }
}
