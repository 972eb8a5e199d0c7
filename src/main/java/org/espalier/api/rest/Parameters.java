package org.espalier.api.rest;

import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.espalier.api.http.QueryParameters;

/** The query parameters of a JAX-RS request. */
final class Parameters {
  private Parameters() {}

  static QueryParameters of(UriInfo uri) {
    var all = uri.getQueryParameters();
    return new QueryParameters(name -> all.getOrDefault(name, List.of()));
  }
}
