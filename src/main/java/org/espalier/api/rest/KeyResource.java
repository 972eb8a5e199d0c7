package org.espalier.api.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.espalier.security.ApiKey;
import org.espalier.security.ApiKeys;
import org.espalier.security.CallerScope;
import org.espalier.security.Role;
import org.espalier.wire.ApiKeyMessage;
import org.espalier.wire.Items;
import org.jspecify.annotations.Nullable;

/** API keys: make, list, revoke. What a key is good for is said when it is made. */
@Path("keys")
@ApplicationScoped
public class KeyResource {
  @Inject ApiKeys keys;
  @Inject KeyRequests requests;

  /** For the container, which sets the fields. */
  public KeyResource() {}

  @GET
  public Response list() {
    return JsonAnswer.ok(new Items<>(keys.list().stream().map(key -> message(key, null)).toList()));
  }

  @POST
  public Response create(InputStream body) {
    KeyRequests.NewKey asked = requests.read(Bodies.json(body));
    ApiKeys.Created created =
        keys.create(
            asked.name(),
            asked.roles(),
            asked.executors(),
            asked.expiresAt(),
            CallerScope.current().name());
    return JsonAnswer.created(
        "/api/keys/" + created.key().id(), message(created.key(), created.text()));
  }

  @DELETE
  @Path("{id}")
  public Response revoke(@PathParam("id") String id) {
    return JsonAnswer.ok(message(keys.revoke(id), null));
  }

  private static ApiKeyMessage message(ApiKey key, @Nullable String text) {
    return new ApiKeyMessage(
        key.id(),
        key.name(),
        key.roles().stream().sorted().map(Role::word).toList(),
        key.executors().stream().sorted().toList(),
        key.createdBy(),
        key.createdAt(),
        key.expiresAt().orElse(null),
        key.revokedAt().orElse(null),
        key.lastUsedAt().orElse(null),
        text);
  }
}
