#!/usr/bin/env bash
# What: a POST that a Java program sends once arrives twice, or more often, and the program sees one answer: HttpURLConnection sends it
#       again where the server took it and the connection ended without an answer (a process was killed, a proxy gave up), on its
#       first connection as on a later one. OkHttp does so on a connection that was used before, and goes on: three times where each
#       one ends like that. No code asks for it, no exception and no log line tells of it.
# Why:  both take a connection that ends without an answer for one that was idle too long, and then ask neither whether the request
#       had gone out nor whether its method may be repeated (RFC 9110, 9.2.2, says that a client should not do so by itself).
#       Java's own newer client (java.net.http), which is used the same way, Apache's httpclient5 and reactor-netty do not.
# Who:  a bank's integration that creates payments: HttpURLConnection is below Spring's default RestTemplate (SimpleClientHttpRequestFactory),
#       OkHttp below the Java clients that openapi-generator makes unless it is told otherwise.
# Seen: OpenJDK 17.0.15, OkHttp 5.5.1: the table that this script prints.
# Cure: at the client `-Dsun.net.http.retryPost=false` and `retryOnConnectionFailure(false)`; better a key by which the server knows
#       the repetition (`Idempotency-Key`, as this project has), for it arrives also where nobody knows of it.
# Needs a JDK 17 or newer, Maven, and its registry. Fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>twice</groupId><artifactId>twice</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>com.squareup.okhttp3</groupId><artifactId>okhttp-jvm</artifactId><version>5.5.1</version></dependency>
  </dependencies>
</project>
XML
mvn --quiet --batch-mode dependency:copy-dependencies -DoutputDirectory=lib
cat > Twice.java <<'JAVA'
import java.io.*;
import java.net.*;
import java.net.http.*;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that loses its first answers; prints how often one POST arrives, and what its sender sees. */
public class Twice {
    interface Client {
        String send(String url, boolean post) throws Exception;
    }

    static String ofConnection(String url, boolean post) throws Exception {
        HttpURLConnection connection = (HttpURLConnection) new URL(url).openConnection();
        if (post) {
            connection.setRequestMethod("POST");
            connection.setDoOutput(true);
            connection.getOutputStream().write("{}".getBytes());
        }
        return new String(connection.getInputStream().readAllBytes());
    }

    static Client ofJavaNetHttp() {
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        return (url, post) -> {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
            if (post) request.POST(HttpRequest.BodyPublishers.ofString("{}"));
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
        };
    }

    static Client ofOkHttp(boolean retries) {
        okhttp3.OkHttpClient client = new okhttp3.OkHttpClient.Builder().retryOnConnectionFailure(retries).build();
        return (url, post) -> {
            okhttp3.Request.Builder request = new okhttp3.Request.Builder().url(url);
            if (post) request.post(okhttp3.RequestBody.create("{}", okhttp3.MediaType.get("application/json")));
            return client.newCall(request.build()).execute().body().string();
        };
    }

    static void talk(Socket line, AtomicInteger posts, int lost) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(line.getInputStream()));
        for (String first; (first = in.readLine()) != null; ) {
            int length = 0;
            for (String field; !(field = in.readLine()).isEmpty(); )
                if (field.toLowerCase().startsWith("content-length:")) length = Integer.parseInt(field.substring(15).trim());
            for (int read = 0; read < length; read++) in.read();
            if (first.startsWith("POST") && posts.incrementAndGet() <= lost) break; // taken, and not answered
            line.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone".getBytes());
        }
        line.close();
    }

    /** How often the POST arrived, of which `lost` got no answer, and what its sender saw. */
    static String sent(Client client, boolean reused, int lost) throws Exception {
        AtomicInteger posts = new AtomicInteger();
        ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread serving = new Thread(() -> {
            try {
                while (true) {
                    Socket line = listening.accept();
                    new Thread(() -> {
                        try { talk(line, posts, lost); } catch (IOException ended) { }
                    }).start();
                }
            } catch (IOException closed) { }
        });
        serving.setDaemon(true);
        serving.start();
        String url = "http://127.0.0.1:" + listening.getLocalPort() + "/operation", seen;
        if (reused) client.send(url, false);
        try { seen = client.send(url, true); } catch (IOException error) { seen = "an exception"; }
        Thread.sleep(500);
        return posts.get() + ", " + seen;
    }

    static boolean holds = true;

    static void tell(String what, String found, String expected) {
        System.out.println(what + ": arrived " + found);
        holds &= found.equals(expected);
    }

    public static void main(String[] arguments) throws Exception {
        boolean never = "false".equals(System.getProperty("sun.net.http.retryPost"));
        System.out.println("JDK " + System.getProperty("java.version") + (never ? ", -Dsun.net.http.retryPost=false" : ""));
        tell("HttpURLConnection, new connection, one answer lost", sent(Twice::ofConnection, false, 1), never ? "1, an exception" : "2, done");
        tell("HttpURLConnection, connection used before, one answer lost", sent(Twice::ofConnection, true, 1), never ? "1, an exception" : "2, done");
        if (!never) {
            tell("OkHttp, new connection, one answer lost", sent(ofOkHttp(true), false, 1), "1, an exception");
            tell("OkHttp, connection used before, one answer lost", sent(ofOkHttp(true), true, 1), "2, done");
            tell("OkHttp, connection used before, all answers lost", sent(ofOkHttp(true), true, 99), "3, an exception");
            tell("OkHttp, retryOnConnectionFailure(false)", sent(ofOkHttp(false), true, 1), "1, an exception");
            tell("java.net.http, new connection, one answer lost", sent(ofJavaNetHttp(), false, 1), "1, an exception");
            tell("java.net.http, connection used before, one answer lost", sent(ofJavaNetHttp(), true, 1), "1, an exception");
        }
        System.exit(holds ? 0 : 1);
    }
}
JAVA
for option in "" -Dsun.net.http.retryPost=false; do
  # shellcheck disable=SC2086
  java $option -cp 'lib/*' Twice.java 2>&1 | grep -v SLF4J || { echo "the behaviour has changed"; exit 1; }
done
