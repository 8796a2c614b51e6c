package dev.twofold.serving.http;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** What there is: a page for people, links for programs. */
@Path("/")
public final class IndexResource {
  private final Supplier<Catalog> catalogs;

  /**
   * @param catalogs asked once a request
   */
  public IndexResource(Supplier<Catalog> catalogs) {
    this.catalogs = catalogs;
  }

  /** The links by what they lead to. */
  record Index(String project, Map<String, String> links) {}

  @GET
  @Produces(MediaType.APPLICATION_JSON + ";qs=1")
  public Index links() {
    Catalog catalog = catalogs.get();
    Map<String, String> links = new LinkedHashMap<>();
    links.put("views", "/v1/views");
    links.put("status", "/v1/status");
    links.put("reconciliations", "/v1/reconciliations");
    links.put("health", "/admin/healthcheck");
    links.put("metrics", "/metrics");
    catalog.views().forEach(view -> links.put("query " + view.name(), "/v1/views/" + view.name()));
    return new Index(catalog.project(), links);
  }

  @GET
  @Produces(MediaType.TEXT_HTML + ";charset=utf-8;qs=0.9")
  public String page() {
    return IndexPage.of(catalogs.get());
  }
}
