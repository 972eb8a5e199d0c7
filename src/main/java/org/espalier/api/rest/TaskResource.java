package org.espalier.api.rest;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.UUID;
import org.espalier.api.http.QueryParameters;
import org.espalier.engine.edit.TreeEditor;
import org.espalier.engine.query.RunRepository;
import org.espalier.engine.schedule.Schedules;

/** Single tasks: read, change, run now, delete. */
@Path("tasks/{id}")
@ApplicationScoped
public class TaskResource {
  @Inject StoredTasks stored;
  @Inject RunRepository runs;
  @Inject TreeEditor editor;
  @Inject Schedules schedules;

  /** For the container, which sets the fields. */
  public TaskResource() {}

  @GET
  public Response get(@PathParam("id") String id) {
    return JsonAnswer.ok(stored.read(PathIds.task(id)));
  }

  @PATCH
  public Response patch(@PathParam("id") String id, InputStream body) {
    UUID taskId = PathIds.task(id);
    JsonNode patch = Bodies.json(body);
    return JsonAnswer.ok(stored.message(editor.patch(taskId, patch)));
  }

  /** Runs it now: a root with its whole tree, any other with what it depends on. */
  @POST
  @Path("trigger")
  public Response trigger(@PathParam("id") String id) {
    UUID runId = schedules.trigger(PathIds.task(id), start -> start);
    return JsonAnswer.created("/api/runs/" + runId, RunMessages.of(runs.require(runId)));
  }

  @DELETE
  public Response delete(@PathParam("id") String id, @Context UriInfo uri) {
    UUID taskId = PathIds.task(id);
    QueryParameters parameters = Parameters.of(uri);
    boolean cascade = parameters.flag("cascade", false);
    parameters.refuseIfFaulty();
    editor.deleteTask(taskId, cascade);
    return Response.noContent().build();
  }
}
