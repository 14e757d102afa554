// SPDX-License-Identifier: Apache-2.0
#include <busbar/client_options.hpp>

namespace busbar {

std::vector<std::uint8_t> OsiAddress::usual_selector() {
    return {0, 1};
}
std::vector<std::uint8_t> OsiAddress::usual_presentation_selector() {
    return {0, 0, 0, 1};
}

std::string_view name_of(RemoteStatus::Logical logical) {
    switch (logical) {
        case RemoteStatus::Logical::state_changes_allowed: return "state-changes-allowed";
        case RemoteStatus::Logical::no_state_changes: return "no-state-changes-allowed";
        case RemoteStatus::Logical::limited_services: return "limited-services-permitted";
        case RemoteStatus::Logical::support_services: return "support-services-allowed";
    }
    return "unknown";
}

std::string_view name_of(RemoteStatus::Physical physical) {
    switch (physical) {
        case RemoteStatus::Physical::operational: return "operational";
        case RemoteStatus::Physical::partially_operational: return "partially-operational";
        case RemoteStatus::Physical::inoperable: return "inoperable";
        case RemoteStatus::Physical::needs_commissioning: return "needs-commissioning";
    }
    return "unknown";
}

std::string_view name_of(AcsiClass acsi_class) {
    switch (acsi_class) {
        case AcsiClass::data_object: return "DATA";
        case AcsiClass::data_set: return "DATA-SET";
        case AcsiClass::brcb: return "BRCB";
        case AcsiClass::urcb: return "URCB";
        case AcsiClass::lcb: return "LCB";
        case AcsiClass::log: return "LOG";
        case AcsiClass::sgcb: return "SGCB";
        case AcsiClass::gocb: return "GoCB";
        case AcsiClass::msvcb: return "MSVCB";
        case AcsiClass::usvcb: return "USVCB";
    }
    return "unknown";
}

std::string DataSetMember::text() const {
    if (reference) return reference->text();
    return domain.empty() ? item : domain + '/' + item;
}

}  // namespace busbar
