package org.espalier.api.rest;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.Optional;
import java.util.UUID;
import org.espalier.api.problem.QueryParameters;
import org.espalier.engine.RunRepository;
import org.espalier.engine.TreeEditor;
import org.espalier.engine.TreeRun;
import org.espalier.engine.WaitingReason;
import org.espalier.engine.WaitingReasons;
import org.espalier.tree.Task;
import org.espalier.tree.TaskRepository;
import org.espalier.tree.TaskStatus;
import org.espalier.wire.TaskMessage;

/** Single tasks: read, change, delete. */
@Path("tasks/{id}")
@ApplicationScoped
public class TaskResource {
  @Inject Bodies bodies;
  @Inject TaskRepository tasks;
  @Inject RunRepository runs;
  @Inject TreeEditor editor;

  /** For the container, which sets the fields. */
  @SuppressWarnings("NullAway.Init")
  public TaskResource() {}

  @GET
  public Response get(@PathParam("id") String id) {
    UUID taskId = PathIds.task(id);
    UUID treeId = tasks.requireTask(taskId).treeId();
    Optional<TreeRun> run = runs.latestOf(treeId);
    // Once more, behind the run, so that a task never looks older than the run that is over.
    return JsonAnswer.ok(message(tasks.requireTask(taskId), run));
  }

  @PATCH
  public Response patch(
      @PathParam("id") String id, InputStream body, @Context HttpHeaders headers) {
    UUID taskId = PathIds.task(id);
    JsonNode patch = bodies.json(body, headers);
    Task task = editor.patch(taskId, patch);
    return JsonAnswer.ok(message(task, runs.latestOf(task.treeId())));
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

  private TaskMessage message(Task task, Optional<TreeRun> run) {
    return TaskMessages.of(task, waitingReason(task, run));
  }

  private Optional<WaitingReason> waitingReason(Task task, Optional<TreeRun> run) {
    boolean isParked = task.parked().isPresent();
    if (task.status() != TaskStatus.PENDING && !isParked) {
      return Optional.empty();
    }
    return Optional.ofNullable(WaitingReasons.of(runs.statesOf(task.treeId()), run).get(task.id()));
  }
}
