package io.ottla.server.logging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LoggerTreeTest {
  private final LoggerTree tree = new LoggerTree();
  private final Logger storage = tree.getLogger("io.ottla.storage.Log");
  private final Logger other = tree.getLogger("other.Thing");

  @Test
  void loggersBeginWithTheLevelAboveThem() {
    assertThat(storage.isInfoEnabled()).isTrue();
    assertThat(storage.isDebugEnabled()).isFalse();
    assertThat(tree.getLogger("io.netty.Channel").isInfoEnabled()).isFalse();
    assertThat(tree.getLogger("io.netty.Channel").isWarnEnabled()).isTrue();
  }

  @Test
  void aLevelReachesTheLoggersBelow() {
    tree.set("io.ottla", LogLevel.DEBUG);
    tree.set(LoggerTree.ROOT, LogLevel.ERROR);

    assertThat(storage.isDebugEnabled()).isTrue();
    assertThat(tree.getLogger("io.ottla.Later").isDebugEnabled()).isTrue();
    assertThat(other.isWarnEnabled()).isFalse();
    assertThat(other.isErrorEnabled()).isTrue();
  }

  @Test
  void anOwnLevelThatIsTakenAwayGivesWayToTheOneAbove() {
    tree.set("io.ottla.storage.Log", LogLevel.TRACE);
    assertThat(storage.isTraceEnabled()).isTrue();

    tree.unset("io.ottla.storage.Log");
    tree.unset("io.ottla");
    tree.unset(LoggerTree.ROOT);

    assertThat(storage.isDebugEnabled()).isFalse();
    assertThat(storage.isInfoEnabled()).isTrue();
    assertThat(tree.has("io.ottla")).isFalse();
    assertThat(tree.has(LoggerTree.ROOT)).isTrue();
  }

  @Test
  void nothingIsLoggedAsFatal() {
    tree.set("other.Thing", LogLevel.FATAL);

    assertThat(other.isErrorEnabled()).isFalse();
    assertThat(tree.levels()).containsEntry("other.Thing", LogLevel.FATAL);
  }

  @Test
  void aNameThatOnlyBeginsAlikeIsNotBelow() {
    tree.set("other.Th", LogLevel.TRACE);

    assertThat(other.isTraceEnabled()).isFalse();
  }

  @Test
  void theLoggersOfTheProcessAreATree() {
    Logger mine = LoggerFactory.getLogger(LoggerTreeTest.class);

    assertThat(LoggerTree.ofProcess().getLogger(LoggerTreeTest.class.getName())).isSameAs(mine);
  }
}
