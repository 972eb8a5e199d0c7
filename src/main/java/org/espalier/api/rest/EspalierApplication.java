package org.espalier.api.rest;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import java.util.Set;

/** Everything JAX-RS serves, by name: nothing is scanned for. */
@ApplicationPath("/api")
public class EspalierApplication extends Application {
  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
        TreeResource.class,
        RunResource.class,
        ApprovalResource.class,
        TaskResource.class,
        KeyResource.class,
        CallerResource.class,
        ScheduleResource.class,
        CalendarResource.class,
        ExecutorResource.class,
        HookResource.class,
        HealthResource.class,
        DemoResource.class,
        OpenApiResource.class,
        ProblemMapper.class);
  }

  /** Jersey (Payara): no WADL, and no provider that would bind bodies instead of us. */
  @Override
  public Map<String, Object> getProperties() {
    return Map.of(
        "jersey.config.server.wadl.disableWadl", true,
        "jersey.config.disableMoxyJson", true,
        "jersey.config.disableJsonBinding", true,
        "jersey.config.disableJsonProcessing", true);
  }
}
