// SPDX-License-Identifier: Apache-2.0
// Fuzz targets of the MMS decoders. Each takes any octets; what is accepted must encode, decode and encode
// again to the same octets, and must be showable. A broken promise aborts.
#pragma once

#include <cstddef>
#include <cstdint>

namespace busbar::mms {

int fuzz_mms_pdu(const std::uint8_t* data, std::size_t size);
/// The first octet picks a service of the list and a direction, the rest is its body.
int fuzz_mms_service(const std::uint8_t* data, std::size_t size);
int fuzz_mms_data(const std::uint8_t* data, std::size_t size);
int fuzz_mms_type_description(const std::uint8_t* data, std::size_t size);
int fuzz_mms_alternate_access(const std::uint8_t* data, std::size_t size);

}  // namespace busbar::mms
