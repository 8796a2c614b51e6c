package dev.twofold.serving.http;

import dev.twofold.serving.query.Answer;
import dev.twofold.serving.query.BadQueryException;
import dev.twofold.serving.query.QueryParser;
import dev.twofold.view.Generation;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.core.Variant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Lists views and answers queries of them. */
@Path("/v1/views")
public final class ViewsResource {
  static final MediaType CSV = new MediaType("text", "csv", "utf-8");

  private static final List<Variant> FORMATS =
      Variant.mediaTypes(MediaType.APPLICATION_JSON_TYPE, MediaType.valueOf("text/csv")).build();

  private final Supplier<Catalog> catalogs;
  private final Metrics metrics;

  /**
   * @param catalogs asked once a request
   */
  public ViewsResource(Supplier<Catalog> catalogs, Metrics metrics) {
    this.catalogs = catalogs;
    this.metrics = metrics;
  }

  /** The answer to {@code GET /v1/views}. */
  record ViewList(String project, List<Described.View> views) {}

  /** The answer to {@code GET /v1/views/{view}/generations}, the newest first. */
  record GenerationList(String view, List<Described.GenerationOf> generations) {}

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public ViewList list() {
    Catalog catalog = catalogs.get();
    return new ViewList(
        catalog.project(),
        catalog.views().stream()
            .map(
                view ->
                    Described.view(
                        view,
                        SpeedStatus.of(view).freshnessMillis(),
                        catalog.building(view.name())))
            .toList());
  }

  @GET
  @Path("{view}/generations")
  @Produces(MediaType.APPLICATION_JSON)
  public GenerationList generations(@PathParam("view") String name) {
    Catalog catalog = catalogs.get();
    ServedView view = catalog.view(name);
    long current = Described.current(view.batch()).map(Generation::number).orElse(0L);
    return new GenerationList(
        name,
        view.batch().generations().stream()
            .sorted(Comparator.comparingLong(Generation::number).reversed())
            .map(
                generation ->
                    Described.generation(
                        generation, generation.number() == current, catalog.epochs()))
            .toList());
  }

  @GET
  @Path("{view}")
  public Response query(
      @PathParam("view") String name, @Context UriInfo uri, @Context Request request) {
    Catalog catalog = catalogs.get();
    ServedView view = catalog.view(name);
    MultivaluedMap<String, String> parameters = uri.getQueryParameters();
    boolean csv = wantsCsv(Optional.ofNullable(parameters.getFirst("format")), request);
    long started = System.nanoTime();
    Answer answer = view.engine().answer(QueryParser.parse(view.fold(), parameters));
    metrics.answered(answer, System.nanoTime() - started);
    Response.ResponseBuilder response =
        Response.ok().header("Cache-Control", "no-store").header("Vary", "Accept");
    if (!csv) {
      StreamingOutput body = out -> AnswerJson.write(answer, catalog.epochs(), out);
      return response.type(MediaType.APPLICATION_JSON_TYPE).entity(body).build();
    }
    StreamingOutput body = out -> AnswerCsv.write(answer.columns(), answer.rows(), out);
    answer
        .warnings()
        .forEach(warning -> response.header("Twofold-Warning", HeaderText.of(warning)));
    return response
        .type(CSV)
        .header("Twofold-Provenance", AnswerJson.provenance(answer, catalog.epochs()))
        .entity(body)
        .build();
  }

  static boolean wantsCsv(Optional<String> format, Request request) {
    if (format.isEmpty()) {
      Variant variant = request.selectVariant(FORMATS);
      if (variant == null) {
        throw new NotAcceptableException();
      }
      return variant.getMediaType().isCompatible(CSV);
    }
    return switch (format.get()) {
      case "json" -> false;
      case "csv" -> true;
      default ->
          throw new BadQueryException(
              "Cannot answer as format=" + format.get() + ".", "Ask for format=json or csv.");
    };
  }
}
