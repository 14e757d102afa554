// SPDX-License-Identifier: Apache-2.0
// From what is answered on the wire to ServiceError of IEC 61850-7-2 (mapping of 8-1, read backwards: where
// several errors share one answer, the most usual one is meant).
#include "server/tracking/tracking.hpp"

namespace busbar::server::tracking {

ServiceError service_error_of(std::optional<DataAccessError> error) {
    using enum DataAccessError;
    if (!error) return ServiceError::no_error;
    switch (*error) {
        case object_undefined:
        case object_non_existent: return ServiceError::instance_not_available;
        case temporarily_unavailable: return ServiceError::access_not_allowed_in_current_state;
        case object_access_denied: return ServiceError::access_violation;
        case invalid_address:
        case object_value_invalid: return ServiceError::parameter_value_inappropriate;
        case type_unsupported:
        case type_inconsistent: return ServiceError::type_conflict;
        case object_attribute_inconsistent: return ServiceError::parameter_value_inconsistent;
        case object_access_unsupported: return ServiceError::class_not_supported;
        case object_invalidated:
        case hardware_fault: break;
    }
    return ServiceError::failed_due_to_server_constraint;
}

ServiceError service_error_of(Code code) {
    struct Row {
        std::int32_t error_class, code;
        ServiceError error;
    };
    constexpr std::int32_t definition = 2, service = 4, access = 7, file = 11;
    static constexpr Row rows[] = {
        {definition, 0, ServiceError::parameter_value_inappropriate},
        {definition, 1, ServiceError::instance_not_available},
        {definition, 2, ServiceError::parameter_value_inappropriate},
        {definition, 4, ServiceError::type_conflict},
        {definition, 5, ServiceError::instance_in_use},
        {definition, 6, ServiceError::parameter_value_inconsistent},
        {service, 2, ServiceError::access_not_allowed_in_current_state},
        {service, 5, ServiceError::instance_in_use},
        {access, 1, ServiceError::class_not_supported},
        {access, 2, ServiceError::instance_not_available},
        {access, 3, ServiceError::access_violation},
        {file, 1, ServiceError::parameter_value_inappropriate},  // filename-ambiguous
        {file, 2, ServiceError::instance_in_use},                // file-busy
        {file, 3, ServiceError::parameter_value_inappropriate},  // filename-syntax-error
        {file, 5, ServiceError::parameter_value_inappropriate},  // position-invalid
        {file, 6, ServiceError::access_violation},               // file-access-denied
        {file, 7, ServiceError::instance_not_available},         // file-non-existent
        {file, 8, ServiceError::instance_in_use},                // duplicate-filename
    };
    for (const Row& row : rows) {
        if (code == Code::service_error(row.error_class, row.code)) return row.error;
    }
    return ServiceError::failed_due_to_server_constraint;
}

}  // namespace busbar::server::tracking
