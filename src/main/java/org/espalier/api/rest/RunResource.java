package org.espalier.api.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.espalier.api.http.QueryParameters;
import org.espalier.engine.TreeRunner;
import org.espalier.engine.query.AttemptQuery;
import org.espalier.engine.query.PageCursor;
import org.espalier.engine.query.RunQuery;
import org.espalier.engine.query.RunRepository;
import org.espalier.engine.store.TaskAttempt;
import org.espalier.engine.store.TreeRun;
import org.espalier.tree.RunStatus;
import org.espalier.webhook.Delivery;
import org.espalier.webhook.WebhookDeliveries;
import org.espalier.wire.Page;

/** Runs: list, read, cancel, pause, resume; their attempts. Their events: {@code api.stream}. */
@Path("runs")
@ApplicationScoped
public class RunResource {
  @Inject RunRepository runs;
  @Inject TreeRunner runner;
  @Inject WebhookDeliveries deliveries;

  /** For the container, which sets the fields. */
  public RunResource() {}

  @GET
  public Response list(@Context UriInfo uri) {
    QueryParameters parameters = Parameters.of(uri);
    RunQuery query =
        new RunQuery(
            parameters.words("status", RunStatus.values(), RunStatus::word),
            parameters.id("tree_id"),
            parameters.instant("created_after"),
            parameters.instant("created_before"),
            parameters.limit(),
            parameters.cursor());
    parameters.refuseIfFaulty();
    List<TreeRun> found = runs.list(query);
    return JsonAnswer.ok(
        Pages.of(
            found,
            query.limit(),
            RunMessages::of,
            last -> PageCursor.of(last.createdAt(), last.id())));
  }

  @GET
  @Path("{id}")
  public Response get(@PathParam("id") String id) {
    return JsonAnswer.ok(RunMessages.of(runs.require(PathIds.run(id))));
  }

  @GET
  @Path("{id}/attempts")
  public Response attempts(@PathParam("id") String id, @Context UriInfo uri) {
    UUID runId = PathIds.run(id);
    QueryParameters parameters = Parameters.of(uri);
    AttemptQuery query =
        new AttemptQuery(runId, parameters.id("task_id"), parameters.limit(), parameters.cursor());
    parameters.refuseIfFaulty();
    runs.require(runId);
    List<TaskAttempt> found = runs.attempts(query);
    return JsonAnswer.ok(
        Pages.of(
            found,
            query.limit(),
            RunMessages::of,
            last -> new PageCursor(last.startedAt(), last.taskId(), last.number())));
  }

  /** The calls made to the run's receiver, oldest first. */
  @GET
  @Path("{id}/deliveries")
  public Response deliveries(@PathParam("id") String id, @Context UriInfo uri) {
    UUID runId = PathIds.run(id);
    QueryParameters parameters = Parameters.of(uri);
    int limit = parameters.limit();
    long after =
        parameters
            .read("cursor", "the 'next' of an earlier answer", RunResource::number)
            .orElse(0L);
    parameters.refuseIfFaulty();
    runs.require(runId);
    List<Delivery> found = deliveries.of(runId, after, limit);
    String next = found.size() < limit ? null : Long.toString(found.get(limit - 1).id());
    return JsonAnswer.ok(new Page<>(found.stream().map(RunMessages::of).toList(), next));
  }

  private static Optional<Long> number(String text) {
    return text.matches("\\d{1,18}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
  }

  @POST
  @Path("{id}/cancel")
  public Response cancel(@PathParam("id") String id) {
    return ask(id, runner::cancel);
  }

  @POST
  @Path("{id}/pause")
  public Response pause(@PathParam("id") String id) {
    return ask(id, runner::pause);
  }

  @POST
  @Path("{id}/resume")
  public Response resume(@PathParam("id") String id) {
    return ask(id, runner::resume);
  }

  private Response ask(String id, Consumer<UUID> command) {
    UUID runId = PathIds.run(id);
    command.accept(runId);
    return JsonAnswer.accepted(RunMessages.of(runs.require(runId)));
  }
}
