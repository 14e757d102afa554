// SPDX-License-Identifier: Apache-2.0
// What this server serves: one function for each service, told apart by the service. dispatch.cpp calls it,
// and announces the service because it is declared here. The files are by service model of IEC 61850-7-2.
#pragma once

#include "mms/services.hpp"
#include "server/call.hpp"

namespace busbar::server {

// vmd.cpp
void serve(mms::Status, Call& call, const mms::StatusRequest& request);
void serve(mms::Identify, Call& call, const mms::IdentifyRequest& request);
void serve(mms::GetCapabilityList, Call& call, const mms::GetCapabilityListRequest& request);
// directory.cpp
void serve(mms::GetNameList, Call& call, const mms::GetNameListRequest& request);
void serve(mms::GetVariableAccessAttributes, Call& call,
           const mms::GetVariableAccessAttributesRequest& request);
// read.cpp, write.cpp
void serve(mms::Read, Call& call, const mms::ReadRequest& request);
void serve(mms::Write, Call& call, const mms::WriteRequest& request);
// data_set.cpp
void serve(mms::GetNamedVariableListAttributes, Call& call,
           const mms::GetNamedVariableListAttributesRequest& request);
// data_set_definition.cpp
void serve(mms::DefineNamedVariableList, Call& call, const mms::DefineNamedVariableListRequest& request);
void serve(mms::DeleteNamedVariableList, Call& call, const mms::DeleteNamedVariableListRequest& request);

template <class Service>
concept Served = requires(Call& call, const typename Service::Request& request) {
    serve(Service{}, call, request);
};

}  // namespace busbar::server
