package org.espalier.api.jsonrpc;

import java.util.Map;

/** A group of methods that belong together; every CDI bean of this type is served. */
public interface RpcMethods {
  /** The methods by their names. */
  Map<String, RpcMethod> methods();
}
