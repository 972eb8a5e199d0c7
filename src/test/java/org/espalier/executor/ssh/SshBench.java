package org.espalier.executor.ssh;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.Session;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutorBench;
import org.espalier.executor.TestSettings;
import org.espalier.executor.egress.EgressGuard;
import org.espalier.json.Json;
import org.espalier.settings.EgressSettings;

/** What {@code ssh_executor} adds to a command on an open connection of JSch. Run it by hand. */
final class SshBench {
  private SshBench() {}

  public static void main(String[] args) throws Exception {
    SshServer server = SshServer.start();
    SshExecutor executor =
        SshExecutor.standalone(
            new EgressGuard(new EgressSettings(List.of("127.0.0.1"))),
            TestSettings.executors(Map.of()).ssh());
    try {
      measure(server, executor);
    } finally {
      executor.close();
      server.close();
    }
  }

  private static void measure(SshServer server, SshExecutor executor) throws Exception {
    Session session = new JSch().getSession(server.user, "127.0.0.1", server.port());
    session.setPassword(SshServer.PASSWORD.getBytes(StandardCharsets.UTF_8));
    session.setConfig("StrictHostKeyChecking", "no");
    session.setDaemonThread(true);
    session.connect();
    ObjectNode task = inputs(server, "true");
    ObjectNode sleep = inputs(server, "sleep 1");
    ExecutorBench.overhead(
        "ssh true", 200, () -> bare(session), () -> executor.execute(Contexts.of(task)));
    ExecutorBench.concurrent(
        "ssh sleep 1", 200, () -> executor.execute(Contexts.of(sleep.deepCopy())));
    session.disconnect();
  }

  private static ObjectNode inputs(SshServer server, String command) throws Exception {
    return Json.object()
        .put("host", "127.0.0.1")
        .put("port", server.port())
        .put("username", server.user)
        .put("password", SshServer.PASSWORD)
        .put("host_key", server.fingerprint("host"))
        .put("command", command);
  }

  private static int bare(Session session) throws Exception {
    ChannelExec channel = (ChannelExec) session.openChannel("exec");
    channel.setCommand("true");
    channel.setOutputStream(new ByteArrayOutputStream());
    channel.connect();
    while (!channel.isClosed()) {
      Thread.sleep(1);
    }
    channel.disconnect();
    return channel.getExitStatus();
  }
}
