// SPDX-License-Identifier: Apache-2.0
#include "mms/service/status.hpp"

#include "mms/service_codec.hpp"

namespace busbar::mms {

std::string_view name_of(LogicalStatus status) {
    switch (status) {
        case LogicalStatus::state_changes_allowed: return "state-changes-allowed";
        case LogicalStatus::no_state_changes_allowed: return "no-state-changes-allowed";
        case LogicalStatus::limited_services_permitted: return "limited-services-permitted";
        case LogicalStatus::support_services_allowed: return "support-services-allowed";
    }
    return {};
}
std::string_view name_of(PhysicalStatus status) {
    switch (status) {
        case PhysicalStatus::operational: return "operational";
        case PhysicalStatus::partially_operational: return "partially-operational";
        case PhysicalStatus::inoperable: return "inoperable";
        case PhysicalStatus::needs_commissioning: return "needs-commissioning";
    }
    return {};
}

template struct ServiceCodec<Status>;

}  // namespace busbar::mms
