// SPDX-License-Identifier: Apache-2.0
// The formats of `log query`: text for people, JSON Lines and CSV for programs.
#pragma once

#include <busbar/log.hpp>
#include <memory>

#include "watch/format.hpp"

namespace busbar::program {

class EntryFormat {
public:
    virtual ~EntryFormat() = default;
    /// What stands before everything else: CSV's header.
    virtual void begin(std::string&) {}
    /// Appends whole lines. `values`: those of the entry, in its order.
    virtual void entry(const LogEntry& entry, const std::vector<Shown>& values, std::string& out) = 0;
};

/// A line for each data object; `context.measurement` and `ied` are not used.
std::unique_ptr<EntryFormat> text_entries(FormatContext context);
/// A line for each entry. `log`: "LD/LN.name".
std::unique_ptr<EntryFormat> json_entries(FormatContext context, std::string log);
/// A row for each attribute, after RFC 4180.
std::unique_ptr<EntryFormat> csv_entries(FormatContext context);

}  // namespace busbar::program
