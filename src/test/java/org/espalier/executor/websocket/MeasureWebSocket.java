package org.espalier.executor.websocket;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.espalier.executor.Contexts;
import org.espalier.executor.Measuring;

/** Prints the figures of docs/executors/websocket_executor.md. */
final class MeasureWebSocket {
  private MeasureWebSocket() {}

  public static void main(String[] args) throws Exception {
    WebSocketExecutor executor = WebSocketExecutorTest.open("127.0.0.0/8");
    try (WsServer server = WsServer.start()) {
      String url = server.url("/echo");
      HttpClient http = HttpClient.newHttpClient();
      Measuring.perCall("the JDK's client", () -> bare(http, url));
      Measuring.perCall(
          "websocket_executor",
          () ->
              Measuring.succeed(
                  executor, Contexts.json("{'url':'" + url + "','message':'hello'}")));
      Measuring.atOnce(
          "websocket_executor",
          executor,
          () -> Contexts.json("{'url':'" + server.url("/slow?ms=5000") + "','timeout':120}"));
    } finally {
      executor.close();
    }
  }

  private static String bare(HttpClient http, String url) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    CompletableFuture<Integer> closed = new CompletableFuture<>();
    WebSocket.Listener listener =
        new WebSocket.Listener() {
          @Override
          public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            answer.complete(data.toString());
            socket.request(1);
            return CompletableFuture.completedStage(null);
          }

          @Override
          public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code);
            return CompletableFuture.completedStage(null);
          }
        };
    WebSocket socket = http.newWebSocketBuilder().buildAsync(URI.create(url), listener).join();
    socket.sendText("hello", true).join();
    String text = answer.join();
    socket.sendClose(1000, "").join();
    closed.join();
    return text;
  }
}
