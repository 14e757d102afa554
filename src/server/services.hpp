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
// file/files.cpp: served where there is a store of files, announced where they are allowed
void serve(mms::FileOpen, Call& call, const mms::FileOpenRequest& request);
void serve(mms::FileRead, Call& call, const mms::FileReadRequest& request);
void serve(mms::FileClose, Call& call, const mms::FileCloseRequest& request);
void serve(mms::FileDirectory, Call& call, const mms::FileDirectoryRequest& request);
void serve(mms::FileDelete, Call& call, const mms::FileDeleteRequest& request);
void serve(mms::FileRename, Call& call, const mms::FileRenameRequest& request);
void serve(mms::ObtainFile, Call& call, const mms::ObtainFileRequest& request);
// log/services.cpp
void serve(mms::ReadJournal, Call& call, const mms::ReadJournalRequest& request);
void serve(mms::InitializeJournal, Call& call, const mms::InitializeJournalRequest& request);
void serve(mms::ReportJournalStatus, Call& call, const mms::ReportJournalStatusRequest& request);

template <class Service>
concept Served = requires(Call& call, const typename Service::Request& request) {
    serve(Service{}, call, request);
};

/// Services of files, of which a server without a store has none.
template <class Service>
inline constexpr bool needs_files = false;
template <>
inline constexpr bool needs_files<mms::FileOpen> = true;
template <>
inline constexpr bool needs_files<mms::FileRead> = true;
template <>
inline constexpr bool needs_files<mms::FileClose> = true;
template <>
inline constexpr bool needs_files<mms::FileDirectory> = true;
template <>
inline constexpr bool needs_files<mms::FileDelete> = true;
template <>
inline constexpr bool needs_files<mms::FileRename> = true;
template <>
inline constexpr bool needs_files<mms::ObtainFile> = true;

}  // namespace busbar::server
