package io.ottla.compat.audit;

import io.ottla.compat.broker.WithBroker;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A broker for a {@link KillRun}: members that a kill leaves behind are gone within seconds. */
@WithBroker(
    own = true,
    properties = {
      "offsets.topic.num.partitions=5",
      "transaction.state.log.num.partitions=5",
      "group.min.session.timeout.ms=1000",
      "group.consumer.min.session.timeout.ms=1000",
      "group.consumer.min.heartbeat.interval.ms=100",
      "group.consumer.session.timeout.ms=4000",
      "group.consumer.heartbeat.interval.ms=300"
    })
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface AuditedBroker {}
