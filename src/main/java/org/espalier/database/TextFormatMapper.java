package org.espalier.database;

import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.format.FormatMapper;

/**
 * Stands where Hibernate would otherwise start a JSON or XML library of its own choice.
 *
 * <p>Our JSON columns are mapped as text and read with {@code org.espalier.json.Json}, so nothing
 * is ever converted here. Left to itself Hibernate looks for Jackson modules at boot, finds those
 * of Payara, and fails because they belong to the server's copy of Jackson. Named in {@code
 * persistence.xml}; stateless.
 */
public class TextFormatMapper implements FormatMapper {
  @Override
  public <T> T fromString(CharSequence text, JavaType<T> type, WrapperOptions options) {
    throw new UnsupportedOperationException("map the column as text: " + type.getTypeName());
  }

  @Override
  public <T> String toString(T value, JavaType<T> type, WrapperOptions options) {
    throw new UnsupportedOperationException("map the column as text: " + type.getTypeName());
  }
}
