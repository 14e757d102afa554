// SPDX-License-Identifier: Apache-2.0
// Values as JSON with complete types, the same in every document of the program:
//
//   BOOLEAN, numbers       true, 12.5, 18446744073709551615 (exact); NaN and infinities as text
//   enumerations, Dbpos    {"number":2,"name":"on"}; bit strings with "bits" as well
//   Quality {"text":"invalid|test","validity":"invalid","flags":["test"],"bits":"0100000000010"} Timestamp
//   {"time":"2026-11-22T12:00:00.000000000Z","tq":{"leapSecondsKnown":true,
//                           "clockFailure":false,"clockNotSynchronized":false,"accuracy":10}}
//   EntryTime              {"time":"..."}
//   other bit strings      {"bits":"0110","hex":"60","size":4}, with "names" of the set ones where known
//   octet strings          {"hex":"0A0B"}
//   strings                "text"
//   structures, arrays     {"stVal":..., "q":..., "t":...}, [...]
//   failures               {"error":{"domain":"data-access","code":10,"name":"object-non-existent"}}
//
// A structure whose type is not known is an array under "members".
#pragma once

#include <busbar/remote_model.hpp>
#include <optional>

#include "json.hpp"
#include "values/meaning.hpp"

namespace busbar::program {

/// The type of a value, where it is known.
using Type = std::optional<RemoteModel::Node>;

void write_value(Json& json, const Value& value, const Type& type, const Dictionary& dictionary);
/// A bit string of 13 bits.
void write_quality(Json& json, const BitString& bits);
/// {"names":[...],"bits":"0110"} of a packed list of a control block. `names`: those that are set, between
/// blanks, or "none"; `octets`: bit 0 on top.
void write_bit_names(Json& json, std::string_view key, std::string_view names, std::uint16_t octets,
                     unsigned size);
/// Words between blanks as an array.
void write_words(Json& json, std::string_view key, std::string_view words);
/// {"error":{...}}; the error's own words as "message".
void write_error(Json& json, const Error& error);
/// The members of the object that stands behind "error".
void write_error_content(Json& json, const Error& error);
/// "data-access", "service-error", ...
std::string_view name_of(Domain domain);

}  // namespace busbar::program
