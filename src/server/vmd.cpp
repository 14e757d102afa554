// SPDX-License-Identifier: Apache-2.0
// The server as a whole (ISO 9506-2 VMD support services): status, identify, getCapabilityList.
#include "server/services.hpp"

namespace busbar::server {

void serve(mms::Status, Call& call, const mms::StatusRequest&) {
    call.respond<mms::Status>({});
}

void serve(mms::Identify, Call& call, const mms::IdentifyRequest&) {
    const Identification& own = call.options().identification;
    const model::Identity& file = call.model().identity();
    mms::IdentifyResponse response;
    response.vendor_name = own.vendor.empty() ? file.manufacturer : own.vendor;
    response.model_name = own.model.empty() ? file.type : own.model;
    response.revision = own.revision.empty() ? file.config_version : own.revision;
    call.respond<mms::Identify>(response);
}

/// IEC 61850-8-1 names no capability, so the list is empty.
void serve(mms::GetCapabilityList, Call& call, const mms::GetCapabilityListRequest& request) {
    if (request.continue_after) return call.fail(service_error::access, service_error::non_existent);
    mms::GetCapabilityListResponse response;
    response.more_follows = false;
    call.respond<mms::GetCapabilityList>(response);
}

}  // namespace busbar::server
