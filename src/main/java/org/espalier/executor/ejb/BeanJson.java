package org.espalier.executor.ejb;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.LRUMap;
import com.fasterxml.jackson.databind.util.LookupCache;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Type;
import org.espalier.executor.InvalidInputException;

/**
 * Converts between JSON and the types of one bean's application. Made for one call: a mapper keeps
 * what it learnt of classes, and a kept one would hold on to applications that were undeployed.
 */
final class BeanJson {
  private final ObjectMapper mapper;
  private final int maxResultBytes;

  BeanJson(ClassLoader loader, int maxResultBytes) {
    this.maxResultBytes = maxResultBytes;
    this.mapper =
        JsonMapper.builder()
            .typeFactory(
                TypeFactory.defaultInstance()
                    .withClassLoader(loader)
                    .withCache((LookupCache<Object, JavaType>) new LRUMap<Object, JavaType>(8, 99)))
            .addModule(new JavaTimeModule())
            .addModule(new Jdk8Module())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();
  }

  /**
   * An argument of the parameter's type.
   *
   * @param parameter its number or name
   * @throws InvalidInputException when it cannot be converted
   */
  Object read(JsonNode value, Type type, String parameter) {
    try {
      return mapper.treeToValue(value, mapper.constructType(type));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new InvalidInputException(
          "inputs.arguments.%s cannot be a %s: %s."
              .formatted(parameter, type.getTypeName(), reason(e)));
    }
  }

  /** What is wrong, without the value: it may be a secret. */
  private static String reason(Exception e) {
    String message = e instanceof JsonProcessingException j ? j.getOriginalMessage() : "";
    String line = message.lines().findFirst().orElse("it does not fit");
    String quiet = line.replaceAll("\".*\"", "given");
    return quiet.endsWith(".") ? quiet.substring(0, quiet.length() - 1) : quiet;
  }

  /**
   * A result as JSON.
   *
   * @throws ResultTooLargeException when its text is longer than allowed
   * @throws IOException when it has no JSON form
   */
  JsonNode write(Object value) throws IOException {
    Capped text = new Capped(maxResultBytes);
    try (JsonGenerator out = mapper.getFactory().createGenerator(text)) {
      mapper.writeValue(out, value);
    } catch (JsonProcessingException e) {
      throw text.isFull() ? new ResultTooLargeException(maxResultBytes) : e;
    } catch (StackOverflowError e) {
      throw new IOException("it contains itself or is too deep", e);
    }
    return mapper.readTree(text.toByteArray());
  }

  /** Refuses more than so many bytes. */
  private static final class Capped extends OutputStream {
    private final java.io.ByteArrayOutputStream kept = new java.io.ByteArrayOutputStream();
    private final int max;
    private boolean full;

    Capped(int max) {
      this.max = max;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      if (full || length > max - kept.size()) {
        full = true;
        throw new ResultTooLargeException(max);
      }
      kept.write(bytes, from, length);
    }

    boolean isFull() {
      return full;
    }

    byte[] toByteArray() {
      return kept.toByteArray();
    }
  }
}
