package org.espalier.api.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.List;
import java.util.UUID;
import org.espalier.api.http.QueryParameters;
import org.espalier.engine.approval.Answer;
import org.espalier.engine.approval.Approval;
import org.espalier.engine.approval.ApprovalQuery;
import org.espalier.engine.approval.Approvals;
import org.espalier.engine.message.ApprovalStatus;
import org.espalier.engine.query.PageCursor;
import org.espalier.json.Json;

/** Questions that tasks put to persons: list, read, approve, reject. */
@Path("approvals")
@ApplicationScoped
public class ApprovalResource {
  @Inject Approvals approvals;
  @Inject Answers answers;

  /** For the container, which sets the fields. */
  public ApprovalResource() {}

  @GET
  public Response list(@Context UriInfo uri) {
    QueryParameters parameters = Parameters.of(uri);
    ApprovalQuery query =
        new ApprovalQuery(
            parameters.words("status", ApprovalStatus.values(), ApprovalStatus::word),
            parameters.id("tree_id"),
            parameters.id("run_id"),
            parameters.id("task_id"),
            parameters.limit(),
            parameters.cursor());
    parameters.refuseIfFaulty();
    List<Approval> found = approvals.list(query);
    return JsonAnswer.ok(
        Pages.of(
            found,
            query.limit(),
            ApprovalMessages::of,
            last -> PageCursor.of(last.askedAt(), last.id())));
  }

  @GET
  @Path("{id}")
  public Response get(@PathParam("id") String id) {
    return JsonAnswer.ok(ApprovalMessages.of(approvals.require(PathIds.approval(id))));
  }

  @POST
  @Path("{id}/approve")
  public Response approve(
      @PathParam("id") String id, InputStream body, @Context SecurityContext security) {
    return decide(id, true, body, security);
  }

  @POST
  @Path("{id}/reject")
  public Response reject(
      @PathParam("id") String id, InputStream body, @Context SecurityContext security) {
    return decide(id, false, body, security);
  }

  private Response decide(
      String id, boolean isApproval, InputStream body, SecurityContext security) {
    UUID approvalId = PathIds.approval(id);
    Answer answer =
        answers.read(isApproval, Bodies.optionalJson(body).orElseGet(Json::object), security);
    return JsonAnswer.ok(ApprovalMessages.of(approvals.answer(approvalId, answer)));
  }
}
