// SPDX-License-Identifier: Apache-2.0
// Fuzz entry of reports: what a subscription does with whatever a server sends it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace busbar::client {

/// The first octet says what the subscription knows of its data set and who takes the reports; then MMS PDUs,
/// each after two octets of length.
int fuzz_report(const std::uint8_t* data, std::size_t size);

}  // namespace busbar::client
