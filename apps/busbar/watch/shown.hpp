// SPDX-License-Identifier: Apache-2.0
// What the formats of `watch` are given: values with their names and types, from a report or from polling,
// and what happens beside them. Views live during the call.
#pragma once

#include <busbar/report.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "values/value_json.hpp"

namespace busbar::program {

/// One value.
struct Shown {
    std::string_view name;                       ///< the server's, where it is no reference
    const ObjectReference* reference = nullptr;  ///< null where the name is none
    const Value* value = nullptr;
    Type type;
    ReasonCode reason;
    /// Of the data object that an attribute belongs to, where they are known.
    const Value* quality = nullptr;
    const Value* time = nullptr;
};

/// Values that came together.
struct Batch {
    const Report* report = nullptr;  ///< null for values that were polled
    SystemTime received;
    std::vector<Shown> values;
};

/// What is told beside values.
struct WatchEvent {
    enum class Kind { subscribed, polling, lost, disconnected, live, closed, end };
    Kind kind = Kind::subscribed;
    SystemTime at;
    std::string control_block;
    std::string data_set;
    std::vector<std::string> references;  ///< of polling
    std::optional<Error> error;           ///< of disconnected and closed
    std::optional<std::chrono::milliseconds> retry_in, interval;
    const ReportLoss* lost = nullptr;
    std::optional<EntryId> last_entry;
    std::string text;  ///< the same for people; escaped
};
std::string_view name_of(WatchEvent::Kind kind);

/// An attribute: where it stands below the object of its group.
struct Leaf {
    std::vector<ReferenceComponent> path;
    const Value* value = nullptr;
    Type type;
};
/// What shares a quality and a time: a data object, or a phase of one; else what was shown.
struct LeafGroup {
    std::vector<ReferenceComponent> object;  ///< path below the logical node
    const Value* quality = nullptr;
    const Value* time = nullptr;
    std::vector<Leaf> leaves;
};
/// The attributes of a value, q and t with what they belong to. Members of unknown structures are "#1", ...
std::vector<LeafGroup> groups_of(const Shown& shown);

/// "phsAHar(3).cVal.mag.f".
std::string path_text(std::span<const ReferenceComponent> path, char separator = '.');
/// Whether the leaf is what its group is about: stVal, mag.f, ...
bool is_main(const Leaf& leaf);

/// The 13 bits, where it is a quality.
const BitString* quality_bits(const Value* value);
/// A time that is one: not the zero that stands for none.
const Timestamp* time_of(const Value* value);

}  // namespace busbar::program
