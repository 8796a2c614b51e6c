package dev.twofold.serving.http;

import dev.twofold.reconciliation.Report;
import dev.twofold.reconciliation.ReportJson;
import dev.twofold.reconciliation.ReportPage;
import dev.twofold.reconciliation.ReportStore.RunSummary;
import dev.twofold.serving.query.BadQueryException;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Variant;
import java.util.List;

/** Reports of reconciliation: a list, and each as JSON and as a page. */
@Path("/v1/reconciliations")
public final class ReconciliationsResource {
  private static final int RUNS_IN_CHART = 60;
  private static final List<Variant> FORMATS =
      Variant.mediaTypes(MediaType.TEXT_HTML_TYPE, MediaType.APPLICATION_JSON_TYPE).build();

  private final Reconciliations reconciliations;

  public ReconciliationsResource(Reconciliations reconciliations) {
    this.reconciliations = reconciliations;
  }

  /** The answer to {@code GET /v1/reconciliations}, the newest first. */
  record RunList(List<Run> reconciliations) {}

  /**
   * One run.
   *
   * @param outcome "equal", "drift", or "nothing" where nothing was compared
   * @param report where the report is
   */
  record Run(
      String id,
      String at,
      String outcome,
      long comparisons,
      long compared,
      long different,
      long waiting,
      long notCompared,
      String report) {
    static Run of(RunSummary run) {
      String outcome = run.drifted() ? "drift" : run.compared() == 0 ? "nothing" : "equal";
      return new Run(
          run.id(),
          run.at().toString(),
          outcome,
          run.comparisons(),
          run.compared(),
          run.different(),
          run.waiting(),
          run.notCompared(),
          "/v1/reconciliations/" + run.id());
    }
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public RunList list(@QueryParam("limit") @DefaultValue("50") String limit) {
    int runs = ListLimit.parse(limit);
    return new RunList(reconciliations.store().newest(runs).stream().map(Run::of).toList());
  }

  /**
   * @param id of a run, or "latest"
   */
  @GET
  @Path("{id}")
  public Response report(
      @PathParam("id") String id, @QueryParam("format") String format, @Context Request request) {
    List<RunSummary> newest = reconciliations.store().newest(RUNS_IN_CHART);
    String wanted = id.equals("latest") && !newest.isEmpty() ? newest.get(0).id() : id;
    Report report = reconciliations.store().find(wanted).orElseThrow(NotFoundException::new);
    Response.ResponseBuilder response =
        Response.ok().header("Cache-Control", "no-store").header("Vary", "Accept");
    return wantsPage(format, request)
        ? response
            .type(new MediaType("text", "html", "utf-8"))
            .entity(ReportPage.html(report, newest))
            .build()
        : response.type(MediaType.APPLICATION_JSON_TYPE).entity(ReportJson.write(report)).build();
  }

  private static boolean wantsPage(String format, Request request) {
    if (format == null) {
      Variant variant = request.selectVariant(FORMATS);
      if (variant == null) {
        throw new NotAcceptableException();
      }
      return variant.getMediaType().isCompatible(MediaType.TEXT_HTML_TYPE);
    }
    return switch (format) {
      case "html" -> true;
      case "json" -> false;
      default ->
          throw new BadQueryException(
              "Cannot answer as format=" + format + ".", "Ask for format=html or json.");
    };
  }
}
