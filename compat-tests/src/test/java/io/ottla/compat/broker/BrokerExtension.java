package io.ottla.compat.broker;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** What stands behind {@link WithBroker}: one shared broker per run, others per class. */
final class BrokerExtension implements ExecutionCondition, ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(BrokerExtension.class);

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return Product.chosen() == Product.NONE
        ? ConditionEvaluationResult.disabled("no broker chosen: ottla.compat.broker=none")
        : ConditionEvaluationResult.enabled("against " + Product.chosen());
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == BrokerUnderTest.class || type == TestNames.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    if (parameter.getParameter().getType() == TestNames.class) {
      return new TestNames(context.getRequiredTestMethod().getName());
    }
    return broker(context).broker();
  }

  private static Running broker(ExtensionContext context) {
    Class<?> testClass = context.getRequiredTestClass();
    WithBroker wish = AnnotationSupport.findAnnotation(testClass, WithBroker.class).orElseThrow();
    if (!wish.own()) {
      return running(context.getRoot().getStore(NAMESPACE), "shared", Map.of());
    }
    Map<String, String> properties =
        Arrays.stream(wish.properties())
            .map(property -> property.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    String name = testClass.getSimpleName();
    return running(classContext(context).getStore(NAMESPACE), name, properties);
  }

  private static ExtensionContext classContext(ExtensionContext context) {
    ExtensionContext current = context;
    while (current.getTestMethod().isPresent()) {
      current = current.getParent().orElseThrow();
    }
    return current;
  }

  private static Running running(Store store, String name, Map<String, String> properties) {
    return store.computeIfAbsent(
        name, key -> Running.start(Product.chosen().create(name, properties)), Running.class);
  }

  /** Closed by JUnit when the store's context ends. */
  private record Running(BrokerUnderTest broker) implements AutoCloseable {
    static Running start(BrokerUnderTest broker) {
      broker.start();
      return new Running(broker);
    }

    @Override
    public void close() {
      broker.close();
    }
  }
}
