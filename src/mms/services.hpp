// SPDX-License-Identifier: Apache-2.0
// THE list of services. Everything that goes by service comes from it: dispatch, names, servicesSupported,
// the readable dump, and the test that objects to a service without golden bytes. Adding a service is a trio
// of files in mms/service/ and one word here.
#pragma once

#include "mms/service/define_named_variable_list.hpp"
#include "mms/service/delete_named_variable_list.hpp"
#include "mms/service/event_notification.hpp"
#include "mms/service/file_close.hpp"
#include "mms/service/file_delete.hpp"
#include "mms/service/file_directory.hpp"
#include "mms/service/file_open.hpp"
#include "mms/service/file_read.hpp"
#include "mms/service/file_rename.hpp"
#include "mms/service/get_capability_list.hpp"
#include "mms/service/get_name_list.hpp"
#include "mms/service/get_named_variable_list_attributes.hpp"
#include "mms/service/get_variable_access_attributes.hpp"
#include "mms/service/identify.hpp"
#include "mms/service/information_report.hpp"
#include "mms/service/initialize_journal.hpp"
#include "mms/service/obtain_file.hpp"
#include "mms/service/read.hpp"
#include "mms/service/read_journal.hpp"
#include "mms/service/report_journal_status.hpp"
#include "mms/service/status.hpp"
#include "mms/service/unsolicited_status.hpp"
#include "mms/service/write.hpp"

namespace busbar::mms {

template <class... Service>
struct ServiceList {
    static constexpr std::size_t size = sizeof...(Service);
};

using ConfirmedServices =
    ServiceList<Status, GetNameList, Identify, Read, Write, GetVariableAccessAttributes,
                DefineNamedVariableList, GetNamedVariableListAttributes, DeleteNamedVariableList, ObtainFile,
                ReadJournal, InitializeJournal, ReportJournalStatus, GetCapabilityList, FileOpen, FileRead,
                FileClose, FileRename, FileDelete, FileDirectory>;
using UnconfirmedServices = ServiceList<InformationReport, UnsolicitedStatus, EventNotification>;

namespace detail {
template <class... Service, class Function>
constexpr bool dispatch_in(ServiceList<Service...>, std::uint32_t tag, Function&& function) {
    return ((tag == Service::tag ? (function.template operator()<Service>(), true) : false) || ...);
}
template <class... Service, class Function>
constexpr void each_of(ServiceList<Service...>, Function&& function) {
    (function.template operator()<Service>(), ...);
}
}  // namespace detail

/// Calls `function.operator()<Service>()` for the service with that tag; false where there is none.
///     dispatch(envelope.service_tag(), [&]<class Service>() { ... });
template <class Function>
constexpr bool dispatch(std::uint32_t tag, Function&& function) {
    return detail::dispatch_in(ConfirmedServices(), tag, function);
}
template <class Function>
constexpr bool dispatch_unconfirmed(std::uint32_t tag, Function&& function) {
    return detail::dispatch_in(UnconfirmedServices(), tag, function);
}
/// Calls it for every confirmed service, in the order of the list.
template <class Function>
constexpr void for_each_service(Function&& function) {
    detail::each_of(ConfirmedServices(), function);
}
template <class Function>
constexpr void for_each_unconfirmed_service(Function&& function) {
    detail::each_of(UnconfirmedServices(), function);
}

/// The bits of the services given: `support_of<Identify, Read>()`.
template <class... Service>
constexpr ServiceSupport support_of() {
    ServiceSupport bits;
    (bits.set(Service::support_bit), ...);
    return bits;
}

/// "read" for 4; also for services of ISO 9506 that are not in the list; empty above 77.
std::string_view service_name(std::uint32_t tag);
std::string_view unconfirmed_service_name(std::uint32_t tag);
/// 4 for "read"; nothing for names that ISO 9506 does not have.
std::optional<std::uint32_t> service_tag(std::string_view name);
/// Whether this library can encode and decode it.
bool is_known_service(std::uint32_t tag);

}  // namespace busbar::mms
