package org.espalier.api.rest;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.espalier.api.http.QueryParameters;
import org.espalier.engine.TreeRunner;
import org.espalier.engine.edit.TreeEditor;
import org.espalier.engine.query.ListedTree;
import org.espalier.engine.query.PageCursor;
import org.espalier.engine.query.RunRepository;
import org.espalier.engine.query.TreeQuery;
import org.espalier.engine.store.RunStart;
import org.espalier.tree.TaskRepository;
import org.espalier.tree.TaskStatus;

/** Trees: create, list, read, run, delete. */
@Path("trees")
@ApplicationScoped
public class TreeResource {
  @Inject TreeSubmission submission;
  @Inject StoredTrees stored;
  @Inject RunRequests runRequests;
  @Inject TaskRepository tasks;
  @Inject RunRepository runs;
  @Inject TreeRunner runner;
  @Inject TreeEditor editor;

  /** For the container, which sets the fields. */
  public TreeResource() {}

  @POST
  public Response create(InputStream body, @Context HttpHeaders headers, @Context UriInfo uri) {
    QueryParameters query = Parameters.of(uri);
    boolean run = query.flag("run", false);
    query.refuseIfFaulty();
    return submission.submit(Bodies.bytes(body), headers, run);
  }

  @GET
  public Response list(@Context UriInfo uri) {
    QueryParameters parameters = Parameters.of(uri);
    TreeQuery query =
        new TreeQuery(
            parameters.words("status", TaskStatus.values(), TaskStatus::word),
            parameters.text("name"),
            parameters.text("user_id"),
            parameters.instant("created_after"),
            parameters.instant("created_before"),
            parameters.limit(),
            parameters.cursor());
    parameters.refuseIfFaulty();
    List<ListedTree> found = runs.listTrees(query);
    return JsonAnswer.ok(
        Pages.of(
            found,
            query.limit(),
            TreeMessages::of,
            last -> PageCursor.of(last.tree().createdAt(), last.tree().id())));
  }

  @GET
  @Path("{id}")
  public Response get(@PathParam("id") String id, @Context UriInfo uri) {
    QueryParameters parameters = Parameters.of(uri);
    boolean hasTasks =
        parameters.word("tasks", List.of("all", "none")).filter("none"::equals).isEmpty();
    parameters.refuseIfFaulty();
    UUID treeId = PathIds.tree(id);
    return hasTasks ? JsonAnswer.ok(stored.stream(treeId)) : JsonAnswer.ok(stored.summary(treeId));
  }

  @GET
  @Path("{id}/tasks")
  public Response tasks(@PathParam("id") String id, @Context UriInfo uri) {
    QueryParameters parameters = Parameters.of(uri);
    int limit = parameters.limit();
    Optional<PageCursor> cursor = parameters.cursor();
    parameters.refuseIfFaulty();
    return JsonAnswer.ok(stored.page(PathIds.tree(id), cursor, limit));
  }

  @DELETE
  @Path("{id}")
  public Response delete(@PathParam("id") String id) {
    editor.deleteTree(PathIds.tree(id));
    return Response.noContent().build();
  }

  @POST
  @Path("{id}/runs")
  public Response run(@PathParam("id") String id, InputStream body) {
    UUID treeId = PathIds.tree(id);
    Optional<JsonNode> given = Bodies.optionalJson(body);
    tasks.requireTree(treeId);
    RunStart start = given.map(json -> runRequests.read(json, treeId)).orElse(RunStart.ALL);
    UUID runId = runner.start(treeId, start);
    return JsonAnswer.created("/api/runs/" + runId, RunMessages.of(runs.require(runId)));
  }
}
