package io.ottla.compat.broker;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test class a running broker (parameters of type {@link BrokerUnderTest}) and names of its
 * own (parameters of type {@link TestNames}). Which product it is says the system property {@code
 * ottla.compat.broker}: {@code ottla}, {@code kafka}, or {@code none} to skip the class. May stand
 * on an annotation that stands on the class.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(BrokerExtension.class)
public @interface WithBroker {
  /** Whether the class wants a broker to itself, because it stops it or needs other properties. */
  boolean own() default false;

  /**
   * Properties ({@code key=value}) of a broker of its own; {@code {data}} stands for its data
   * directory.
   */
  String[] properties() default {};
}
