#!/usr/bin/env bash
# What: a POST that a server answers by 503 or 429 is sent a second time by Apache's HttpClient 5, with nothing set, and by Spring's
#       RestClient and RestTemplate above it. First its thread sleeps for as long as the server's `Retry-After` says, an hour if it
#       says an hour, or for a second; the program sees the second answer alone. OkHttp does so after 408, and after 503 with
#       `Retry-After: 0`.
# Why:  `DefaultHttpRequestRetryStrategy` asks of a request whose connection broke whether its method may be repeated, and of one that
#       was answered by 503 or 429 nothing. It sleeps as it is told: a response time-out and one for a connection are not about that.
# Who:  a bank's integration whose thread waits for an answer: it hangs for minutes where its password is wrong too often, or where a
#       gateway bounds its requests, whatever its own time-outs for connections are. Spring takes this client where it is on the class
#       path. And whose POST was carried out behind a gateway that says 503 because the answer came too late: it is carried out twice.
# Seen: HttpClient 5.6.5, Spring 7.0.10, OkHttp 5.5.1, OpenJDK 17.0.15: the table that this script prints.
# Cure: `HttpClients.custom().disableAutomaticRetries()`, or a strategy of one's own; and a key by which the server knows the repetition
#       (`Idempotency-Key`, as this project has).
# Needs a JDK 17 or newer, Maven, and its registry. Fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>again</groupId><artifactId>again</artifactId><version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.apache.httpcomponents.client5</groupId><artifactId>httpclient5</artifactId><version>5.6.5</version>
    </dependency>
    <dependency><groupId>org.springframework</groupId><artifactId>spring-web</artifactId><version>7.0.10</version></dependency>
    <dependency><groupId>com.squareup.okhttp3</groupId><artifactId>okhttp-jvm</artifactId><version>5.5.1</version></dependency>
  </dependencies>
</project>
XML
mvn --quiet --batch-mode dependency:copy-dependencies -DoutputDirectory=lib
cat > Again.java <<'JAVA'
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.client.RestClient;

/** A server that answers each POST by one status; prints how often one POST arrives, and for how long its sender waits. */
public class Again {
    interface Client {
        int send(String url) throws IOException;
    }

    static Client ofApache(CloseableHttpClient client) {
        return url -> {
            HttpPost post = new HttpPost(url);
            post.setEntity(new StringEntity("{}", ContentType.APPLICATION_JSON));
            return client.execute(post, answer -> answer.getCode());
        };
    }

    static Client ofSpring() {
        RestClient client = RestClient.create(); // which looks for a library on the class path
        return url -> client.post().uri(url).body("{}").retrieve().onStatus(HttpStatusCode::isError, (request, answer) -> { })
            .toBodilessEntity().getStatusCode().value();
    }

    static Client ofOkHttp() {
        okhttp3.OkHttpClient client = new okhttp3.OkHttpClient();
        okhttp3.RequestBody body = okhttp3.RequestBody.create("{}", okhttp3.MediaType.get("application/json"));
        return url -> {
            try (okhttp3.Response answer = client.newCall(new okhttp3.Request.Builder().url(url).post(body).build()).execute()) {
                return answer.code();
            }
        };
    }

    static volatile boolean holds = true;

    static void tell(String name, Client client, int status, String after, int times, long leastSeconds) throws Exception {
        AtomicInteger arrived = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            arrived.incrementAndGet();
            if (after != null) exchange.getResponseHeaders().set("Retry-After", after);
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        long begun = System.nanoTime();
        client.send("http://127.0.0.1:" + server.getAddress().getPort() + "/operation");
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
        server.stop(0);
        String said = status + (after == null ? "" : ", Retry-After: " + after);
        System.out.printf("%-30s %-20s arrived %d, its sender waited %d s%n", name, said, arrived.get(), seconds);
        holds &= arrived.get() == times && seconds >= leastSeconds && (leastSeconds > 0 || seconds < 3);
    }

    static void sleepsOn(Client client, String after) throws Exception {
        Thread sender = new Thread(() -> {
            try { tell("HttpClient 5", client, 429, after, 2, 3600); } catch (Exception ended) { holds = false; }
        });
        sender.setDaemon(true);
        sender.start();
        sender.join(8000);
        System.out.printf("%-30s %-20s after 8 s its sender is %s%n", "HttpClient 5", "429, Retry-After: " + after, sender.getState());
        holds &= sender.getState() == Thread.State.TIMED_WAITING;
    }

    public static void main(String[] arguments) throws Exception {
        Client apache = ofApache(HttpClients.createDefault()), spring = ofSpring(), okHttp = ofOkHttp();
        RequestConfig twoSeconds = RequestConfig.custom().setResponseTimeout(2, TimeUnit.SECONDS).build();
        Client bounded = ofApache(HttpClients.custom().setDefaultRequestConfig(twoSeconds).build());
        Client never = ofApache(HttpClients.custom().disableAutomaticRetries().build());
        tell("HttpClient 5", apache, 503, null, 2, 1);
        tell("HttpClient 5", apache, 503, "4", 2, 4);
        tell("HttpClient 5", apache, 429, "4", 2, 4);
        tell("HttpClient 5", apache, 502, "4", 1, 0);
        tell("HttpClient 5", apache, 504, "4", 1, 0);
        tell("RestClient above it", spring, 503, "4", 2, 4);
        tell("HttpClient 5, response in 2 s", bounded, 503, "4", 2, 4);
        tell("HttpClient 5, response in 2 s", bounded, 503, null, 2, 1);
        tell("HttpClient 5, without retries", never, 503, "4", 1, 0);
        tell("OkHttp", okHttp, 503, "4", 1, 0);
        tell("OkHttp", okHttp, 503, "0", 2, 0);
        tell("OkHttp", okHttp, 408, null, 2, 0);
        sleepsOn(apache, "3600");
        System.exit(holds ? 0 : 1);
    }
}
JAVA
java -cp 'lib/*' Again.java 2>&1 | grep -v SLF4J || { echo "the behaviour has changed"; exit 1; }
