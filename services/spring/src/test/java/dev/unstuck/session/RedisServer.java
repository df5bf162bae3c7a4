package dev.unstuck.session;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Redis of one test class: the server in REDIS_BIN_DIR or on PATH, on a free port, without a
 * disk.
 */
public final class RedisServer implements AutoCloseable {
  private final Process process;
  private final int port;

  /** @param options as its command line takes them */
  public RedisServer(String... options) throws IOException, InterruptedException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    var folder = System.getenv("REDIS_BIN_DIR");
    var program = folder == null ? "redis-server" : Path.of(folder, "redis-server").toString();
    var command = new ArrayList<>(List.of(program, "--port", "" + port, "--bind", "127.0.0.1",
        "--save", "", "--appendonly", "no", "--repl-diskless-sync-delay", "0",
        "--dir", Files.createTempDirectory("unstuck-spring-").toString()));
    command.addAll(List.of(options));
    process = new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectErrorStream(true).start();
    eventually(this::answers, "the Redis of this test answers");
  }

  public int port() {
    return port;
  }

  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** Sends a signal to the server by its name: SIGSTOP or SIGCONT. */
  public void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
  }

  interface Condition {
    boolean holds() throws Exception;
  }

  /** Asks again for 10 s. */
  static void eventually(Condition condition, String promise) throws InterruptedException {
    var end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (System.nanoTime() < end) {
      try {
        if (condition.holds()) return;
      } catch (Exception notYet) {
        // The loop asks again.
      }
      Thread.sleep(20);
    }
    throw new AssertionError("Not within 10 s: " + promise + ".");
  }

  private boolean answers() throws IOException {
    try (var socket = new Socket("127.0.0.1", port)) {
      socket.getOutputStream().write("PING\r\n".getBytes());
      return socket.getInputStream().read() == '+';
    }
  }
}
