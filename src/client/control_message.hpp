// SPDX-License-Identifier: Apache-2.0
// What a server says about a control besides its answer (IEC 61850-8-1 clause 20): LastApplError and
// CommandTermination, two kinds of informationReport. Read with tolerance: peers leave members out.
#pragma once

#include <busbar/control.hpp>

#include "mms/data.hpp"
#include "mms/pdu.hpp"

namespace busbar::client {

/// LastApplError; views the message.
struct ApplError {
    std::string_view object;  ///< CntrlObj; empty where it is not there
    std::optional<std::uint8_t> ctl_num;
    ControlError error = ControlError::unknown;
    AddCause cause = AddCause::unknown;
};

struct ControlMessage {
    std::optional<ApplError> error;
    /// CommandTermination, negative where `error` is there too: whose, and what came back.
    struct Termination {
        std::string_view domain;
        std::string_view object;  ///< "LN$CO$DO": the item without its "$Oper"
        std::optional<mms::Data> oper;
    };
    std::optional<Termination> termination;
};

/// False where an unconfirmed PDU is neither.
bool read_control_message(const mms::Envelope& envelope, ControlMessage& message);

/// The object of a CntrlObj and the service in it, if it names one.
struct NamedControl {
    std::string_view domain;  ///< empty: not named
    std::string object;       ///< "LN$DO", FC CO left out
    std::string service;      ///< "Oper", "SBOw", "Cancel", or empty
};
NamedControl named_control(std::string_view text);

/// The number at a position of the structure, where there is one.
std::optional<std::uint64_t> member_number(const mms::Data& structure, std::size_t position);

}  // namespace busbar::client
