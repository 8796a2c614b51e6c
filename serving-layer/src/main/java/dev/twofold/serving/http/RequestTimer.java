package dev.twofold.serving.http;

import jakarta.ws.rs.ext.Provider;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.glassfish.jersey.server.ExtendedUriInfo;
import org.glassfish.jersey.server.monitoring.ApplicationEvent;
import org.glassfish.jersey.server.monitoring.ApplicationEventListener;
import org.glassfish.jersey.server.monitoring.RequestEvent;
import org.glassfish.jersey.server.monitoring.RequestEventListener;
import org.glassfish.jersey.uri.UriTemplate;

/** Times every request, its answer's last byte included, by the endpoint's path template. */
@Provider
final class RequestTimer implements ApplicationEventListener {
  private final Metrics metrics;

  RequestTimer(Metrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void onEvent(ApplicationEvent event) {}

  @Override
  public RequestEventListener onRequest(RequestEvent start) {
    long started = System.nanoTime();
    return event -> {
      if (event.getType() == RequestEvent.Type.FINISHED) {
        int status =
            event.getContainerResponse() == null ? 500 : event.getContainerResponse().getStatus();
        metrics.requested(endpoint(event.getUriInfo()), status, System.nanoTime() - started);
      }
    };
  }

  /** Never the path itself: that would make a series for every typing error. */
  private static String endpoint(ExtendedUriInfo uri) {
    List<String> templates =
        new ArrayList<>(uri.getMatchedTemplates().stream().map(UriTemplate::getTemplate).toList());
    if (templates.isEmpty()) {
      return "unknown";
    }
    Collections.reverse(templates);
    return String.join("", templates).replace("//", "/");
  }
}
