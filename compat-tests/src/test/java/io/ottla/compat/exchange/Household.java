package io.ottla.compat.exchange;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.client.Clients;
import java.util.List;

/** All the work there is, on one cluster, whose address stays whoever serves it. */
record Household(List<Work> works) implements Work {
  static Household of(BrokerUnderTest broker) {
    Clients clients = new Clients(broker);
    return new Household(
        List.of(
            new Settings(clients),
            new Letters(clients),
            new Addresses(clients),
            new Readers(clients),
            new Transfers(clients)));
  }

  @Override
  public void begin() {
    works.forEach(Work::begin);
  }

  @Override
  public void goOn() {
    works.forEach(Work::goOn);
  }

  @Override
  public void close() {
    works.forEach(Work::close);
  }
}
