package io.ottla.compat.exchange;

import io.ottla.compat.client.Clients;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.TopicPartition;

/** What coordinators know, in lines. */
final class GroupPages {
  private GroupPages() {}

  static List<String> groups(Admin admin) {
    Map<String, String> lines = new TreeMap<>();
    Collection<GroupListing> listed = Clients.get(admin.listGroups().all());
    listed.forEach(
        group -> lines.put(group.groupId(), group.protocol() + " " + group.type() + " "));
    Clients.get(admin.describeConsumerGroups(lines.keySet()).all())
        .forEach((id, group) -> lines.merge(id, description(group), String::concat));
    return lines.entrySet().stream().map(Object::toString).toList();
  }

  /**
   * Without epochs: each product has its own hash of the topics that members subscribe to, so a
   * group of the new protocol begins an epoch with the same assignment when another takes over.
   */
  private static String description(ConsumerGroupDescription group) {
    return "%s, %s, assignor %s, members %s"
        .formatted(
            group.groupState(),
            group.isSimpleConsumerGroup() ? "simple" : "with members",
            group.partitionAssignor(),
            group.members().stream()
                .map(GroupPages::member)
                .sorted()
                .collect(Collectors.joining("; ")));
  }

  private static String member(MemberDescription member) {
    return "%s %s %s of %s with %s"
        .formatted(
            member.consumerId(),
            member.groupInstanceId(),
            member.clientId(),
            member.host(),
            member.assignment().topicPartitions().stream()
                .map(TopicPartition::toString)
                .sorted()
                .toList());
  }

  static List<String> committedOffsets(Admin admin) {
    Map<String, ListConsumerGroupOffsetsSpec> asked =
        Clients.get(admin.listGroups().all()).stream()
            .collect(
                Collectors.toMap(
                    GroupListing::groupId, group -> new ListConsumerGroupOffsetsSpec()));
    List<String> lines = new ArrayList<>();
    Clients.get(admin.listConsumerGroupOffsets(asked).all())
        .forEach(
            (group, offsets) ->
                offsets.forEach(
                    (partition, offset) -> lines.add(group + " " + partition + ": " + offset)));
    return lines.stream().sorted().toList();
  }

  /** Transactional ids with their producers and what is open. */
  static List<String> transactions(Admin admin) {
    List<String> ids =
        Clients.get(admin.listTransactions().all()).stream()
            .map(TransactionListing::transactionalId)
            .sorted()
            .toList();
    Map<String, TransactionDescription> described =
        new TreeMap<>(Clients.get(admin.describeTransactions(ids).all()));
    return described.entrySet().stream()
        .map(entry -> entry.getKey() + ": " + description(entry.getValue()))
        .toList();
  }

  private static String description(TransactionDescription transaction) {
    return "%s, producer %d epoch %d, timeout %d ms, since %s, on %s"
        .formatted(
            transaction.state(),
            transaction.producerId(),
            transaction.producerEpoch(),
            transaction.transactionTimeoutMs(),
            transaction.transactionStartTimeMs(),
            transaction.topicPartitions().stream().map(TopicPartition::toString).sorted().toList());
  }
}
