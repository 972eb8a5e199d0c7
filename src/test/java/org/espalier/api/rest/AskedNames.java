package org.espalier.api.rest;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** Calls a method of a resource to see which query parameters and headers it asks for. */
final class AskedNames {
  private final Set<String> names = new TreeSet<>();

  private AskedNames() {}

  /** The names; the call itself ends where the resource needs a database. */
  static Set<String> of(Method method) throws ReflectiveOperationException {
    AskedNames asked = new AskedNames();
    Object resource = method.getDeclaringClass().getConstructor().newInstance();
    if (resource instanceof TreeResource trees) {
      trees.submission = new TreeSubmission();
    }
    try {
      method.invoke(
          resource, Arrays.stream(method.getParameterTypes()).map(asked::argument).toArray());
    } catch (InvocationTargetException e) {
      if (!(e.getCause() instanceof RuntimeException)) {
        throw e;
      }
    }
    return asked.names;
  }

  private Object argument(Class<?> type) {
    if (type == String.class) {
      return UUID.randomUUID().toString();
    }
    if (type == InputStream.class) {
      return new ByteArrayInputStream(new byte[0]);
    }
    if (type == UriInfo.class) {
      return answering(type, "getQueryParameters", query());
    }
    return answering(type, "", type);
  }

  /** Notes the headers it is asked for. */
  private Object answering(Class<?> type, String name, Object answer) {
    return Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) -> {
          if (type == HttpHeaders.class && method.getName().equals("getHeaderString")) {
            names.add((String) arguments[0]);
          }
          return method.getName().equals(name) ? answer : null;
        });
  }

  private MultivaluedMap<String, String> query() {
    return new MultivaluedHashMap<>() {
      private static final long serialVersionUID = 1L;

      @Override
      public List<String> getOrDefault(Object name, List<String> fallback) {
        names.add((String) name);
        return fallback;
      }
    };
  }
}
