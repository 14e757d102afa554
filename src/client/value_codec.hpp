// SPDX-License-Identifier: Apache-2.0
// busbar::Value <-> Data of MMS. Types that IEC 61850 does not use come as their nearest kind: BCD as
// integer, boolean arrays as bit strings, GeneralizedTime and object identifiers as text, REAL as octets, a
// time of day as EntryTime of day 0, integers beyond 64 bits as decimal text.
#pragma once

#include <busbar/value.hpp>

#include "mms/data.hpp"

namespace busbar::client {

/// An owned copy of what `data` views.
Value to_value(const mms::Data& data);
/// A DataAccessError becomes a Value that is_error().
Value to_value(const mms::AccessResult& result);

/// Whether every part of the value can be sent: no empty Values and no DataAccessErrors in it.
bool is_sendable(const Value& value);
/// A view of a sendable value, for encoding only. `value` must outlive it and stay where it is.
mms::Data view_of(const Value& value);
/// Octets that the value takes as Data, header included.
std::size_t encoded_octets(const Value& value);

}  // namespace busbar::client
