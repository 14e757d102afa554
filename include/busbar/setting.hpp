// SPDX-License-Identifier: Apache-2.0
// Setting groups as a client sees them (IEC 61850-7-2 clause 16): the control block of a logical device, the
// settings with their values in each group, and an edit session. The services themselves are members of
// busbar::Client and busbar::AsyncClient.
//
//     auto session = client->edit_settings("IED1PROT", 2);
//     session->set("IED1PROT/PTOC1.StrVal.setMag.f", 1.2F);
//     session->confirm();                     // without it, everything is given up
#pragma once

#include <busbar/client_options.hpp>
#include <busbar/remote_model.hpp>
#include <busbar/timestamp.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace busbar {

/// A setting group control block, each attribute as far as the server has it.
struct SettingControlState {
    ObjectReference reference;              ///< LD/LLN0.SGCB[SP]
    std::optional<std::uint32_t> groups;    ///< NumOfSG
    std::optional<std::uint32_t> active;    ///< ActSG, from 1
    std::optional<std::uint32_t> edited;    ///< EditSG; 0: nobody edits
    std::optional<bool> confirm;            ///< CnfEdit
    std::optional<Timestamp> activated;     ///< LActTm; all zero: not since the start
    std::optional<std::uint32_t> resv_tms;  ///< ResvTms, seconds that are left to who edits; 0: free

    /// Whether groups can be edited at all, as far as the attributes tell.
    [[nodiscard]] bool can_edit() const { return edited.has_value() && confirm.has_value(); }
};

/// An attribute that has a value in each group.
struct SettingInfo {
    ObjectReference reference;  ///< LD/LN.DO.DA[SG]; the elements of an array as one: (*)
    std::string type;           ///< "floating-point(32)"
    bool editable = false;      ///< is in FC SE, too
};

struct SettingValue {
    ObjectReference reference;  ///< LD/LN.DO.DA[SG], whichever the group
    Value value;                ///< or a DataAccessError
};

/// What two groups do not have in common.
struct SettingDifference {
    ObjectReference reference;  ///< LD/LN.DO.DA[SG]
    Value first, second;        ///< no value where the group does not show it
};

/// One group being edited by this client, from Client::edit_settings(). What is set is in the server's buffer
/// and acts only after confirm(). Servers end a session that takes too long (ResvTms), and with the
/// association: then every call is refused. Thread rule: that of its client.
class SettingSession {
public:
    SettingSession(SettingSession&&) noexcept;
    SettingSession& operator=(SettingSession&&) noexcept;
    /// give_up(), unless it is over.
    ~SettingSession();

    [[nodiscard]] const std::string& logical_device() const;
    [[nodiscard]] std::uint32_t group() const;
    /// Neither confirmed nor given up.
    [[nodiscard]] bool is_open() const;

    /// The buffer: all settings as they would be after confirm(). Errors: those of the requests.
    Result<std::vector<SettingValue>> values();
    /// One of them, also a data object as a whole.
    Result<Value> value(std::string_view reference);
    /// Sets one in the buffer. `reference` with or without [SE] or [SG]; a data object with one attribute
    /// stands for that. Errors: refused with the DataAccessError (object-access-denied: read-only;
    /// temporarily-unavailable: the session is over), violation where the value does not fit.
    Result<void> set(std::string_view reference, const Value& value);
    /// Several, in as few requests as fit; a result for each.
    std::vector<Result<void>> set(std::span<const Assignment> assignments);

    /// Makes the buffer the values of the group, at once where it is active. After success the session is
    /// over; after a refusal it goes on.
    Result<void> confirm();
    /// Discards the buffer. The session is over, whatever comes back.
    Result<void> give_up();

private:
    friend class Client;
    struct Impl;
    explicit SettingSession(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace busbar
