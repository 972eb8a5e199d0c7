package org.espalier.api.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.espalier.api.http.QueryParameters;
import org.espalier.engine.query.PageCursor;
import org.espalier.engine.schedule.ScheduleQuery;
import org.espalier.engine.schedule.Schedules;

/** Tasks that run by themselves, as a list. */
@Path("schedules")
@ApplicationScoped
public class ScheduleResource {
  @Inject Schedules schedules;
  @Inject StoredTasks stored;

  /** For the container, which sets the fields. */
  public ScheduleResource() {}

  @GET
  public Response list(@Context UriInfo uri) {
    QueryParameters parameters = Parameters.of(uri);
    ScheduleQuery query = ScheduleParameters.query(parameters);
    parameters.refuseIfFaulty();
    return JsonAnswer.ok(
        Pages.of(
            schedules.list(query),
            query.limit(),
            stored::message,
            last -> PageCursor.of(last.createdAt(), last.id())));
  }
}
