// SPDX-License-Identifier: Apache-2.0
#include "mms/services.hpp"

namespace busbar::mms {
namespace {

// Confirmed services have the tags 0 to 77; the bits of servicesSupported have the same numbers.
constexpr std::uint32_t confirmed_tags = 78;

}  // namespace

std::string_view service_name(std::uint32_t tag) {
    return tag < confirmed_tags ? ServiceNames::name(tag) : std::string_view();
}

std::string_view unconfirmed_service_name(std::uint32_t tag) {
    std::string_view name;
    dispatch_unconfirmed(tag, [&]<class Service>() { name = Service::name; });
    return name;
}

std::optional<std::uint32_t> service_tag(std::string_view name) {
    for (std::uint32_t tag = 0; tag < confirmed_tags; ++tag) {
        if (ServiceNames::name(tag) == name) return tag;
    }
    return std::nullopt;
}

bool is_known_service(std::uint32_t tag) {
    return dispatch(tag, []<class Service>() {});
}

}  // namespace busbar::mms
