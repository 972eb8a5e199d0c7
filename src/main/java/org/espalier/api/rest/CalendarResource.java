package org.espalier.api.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.espalier.api.http.QueryParameters;
import org.espalier.engine.schedule.ScheduleQuery;
import org.espalier.engine.schedule.Schedules;

/** Tasks that run by themselves, as a calendar to subscribe to (RFC 5545). */
@Path("schedules.ics")
@ApplicationScoped
public class CalendarResource {
  @Inject Schedules schedules;

  /** For the container, which sets the fields. */
  public CalendarResource() {}

  @GET
  public Response calendar(@Context UriInfo uri) {
    QueryParameters parameters = Parameters.of(uri);
    ScheduleQuery query = ScheduleParameters.query(parameters);
    String name = parameters.text("name").orElse("Espalier");
    parameters.refuseIfFaulty();
    String base = uri.getBaseUri().toString().replaceAll("/api/?$", "");
    String text = schedules.calendar(query, name, Optional.of(base)).text();
    return Response.ok(text.getBytes(StandardCharsets.UTF_8), "text/calendar;charset=utf-8")
        .header("Content-Disposition", "attachment; filename=\"espalier.ics\"")
        .build();
  }
}
