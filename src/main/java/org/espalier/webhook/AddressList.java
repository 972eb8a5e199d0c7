package org.espalier.webhook;

import java.net.InetAddress;
import java.util.List;
import org.espalier.executor.egress.AddressBlock;
import org.espalier.settings.InvalidSettingException;

/** The addresses that calls may come from; an empty list opens all. */
final class AddressList {
  private final List<AddressBlock> blocks;

  /**
   * Reads addresses and blocks.
   *
   * @throws InvalidSettingException naming the first that is neither
   */
  AddressList(List<String> entries) {
    this.blocks =
        entries.stream()
            .map(
                entry ->
                    AddressBlock.parse(entry)
                        .orElseThrow(
                            () ->
                                new InvalidSettingException(
                                    "espalier.webhook.trigger-allow",
                                    "addresses or CIDR blocks",
                                    entry)))
            .toList();
  }

  boolean includes(InetAddress address) {
    return blocks.isEmpty() || blocks.stream().anyMatch(block -> block.contains(address));
  }
}
