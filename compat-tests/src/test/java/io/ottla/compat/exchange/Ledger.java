package io.ottla.compat.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.client.Clients;
import io.ottla.compat.support.Lines;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;

/**
 * All that clients can see of a cluster, in lines of text: whoever takes over a directory must show
 * the same. Each page has a name ("records, read committed"); its lines are sorted, or in the order
 * of the log.
 */
record Ledger(SortedMap<String, List<String>> pages) {
  Ledger {
    pages = Collections.unmodifiableSortedMap(new TreeMap<>(pages));
  }

  /** Reads everything; returns only when all partitions are led. */
  static Ledger of(BrokerUnderTest broker) {
    Clients clients = new Clients(broker);
    try (Admin admin = clients.admin()) {
      TopicPages topics = TopicPages.of(admin);
      SortedMap<String, List<String>> pages = new TreeMap<>();
      pages.put("topics", topics.descriptions());
      pages.put("configs", ConfigPages.all(admin, topics.names()));
      pages.put("cluster", ConfigPages.cluster(admin));
      pages.put("offsets", topics.offsets());
      pages.put("sizes", topics.sizes());
      pages.put("producers", topics.producers());
      pages.put("groups", GroupPages.groups(admin));
      pages.put("committed offsets", GroupPages.committedOffsets(admin));
      pages.put("transactions", GroupPages.transactions(admin));
      for (String isolation : List.of("read_committed", "read_uncommitted")) {
        pages.put("records, " + isolation, RecordPage.of(clients, topics.partitions(), isolation));
      }
      return new Ledger(pages);
    }
  }

  /** The lines of a page. */
  List<String> page(String name) {
    List<String> lines = pages.get(name);
    if (lines == null) {
      throw new IllegalArgumentException("no page " + name + " among " + pages.keySet());
    }
    return lines;
  }

  /** Fails with the first line of the first page that differs. */
  void assertIs(Ledger expected) {
    assertThat(pages.keySet()).isEqualTo(expected.pages.keySet());
    for (String name : pages.keySet()) {
      try {
        Lines.assertSame(expected.page(name), page(name));
      } catch (AssertionError e) {
        throw new AssertionError("page of " + name + ": " + e.getMessage(), e);
      }
    }
  }
}
