// SPDX-License-Identifier: Apache-2.0
// The formats of `watch`: text for people; JSON Lines, CSV and InfluxDB line protocol for programs. Each
// turns what came into text; writing is somebody else's business.
#pragma once

#include <memory>

#include "print.hpp"
#include "watch/shown.hpp"

namespace busbar::program {

class Format {
public:
    virtual ~Format() = default;
    /// What stands before everything else: CSV's header.
    virtual void begin(std::string&) {}
    /// Appends whole lines.
    virtual void batch(const Batch& batch, std::string& out) = 0;
    /// Likewise; false where the format has no place for events: they are told on stderr then.
    virtual bool event(const WatchEvent&, std::string&) { return false; }
};

struct FormatContext {
    const Dictionary& dictionary;
    std::string target;
    std::string measurement;  ///< of influx; empty: the class of the logical node
    std::string ied;          ///< tag of influx; empty: none
    bool color = false;
};

std::unique_ptr<Format> text_format(FormatContext context);
std::unique_ptr<Format> json_lines_format(FormatContext context);
std::unique_ptr<Format> csv_format(FormatContext context);
std::unique_ptr<Format> influx_format(FormatContext context);

/// What other commands show of a value in the same way. A line of text without what stands before it and its
/// end; `time` may be empty.
std::string text_line(const Shown& shown, const LeafGroup& group, const std::string& time,
                      const Dictionary& dictionary, const Paint& paint);
/// An object of JSON: reference, type, reason, value.
void write_shown(Json& json, const Shown& shown, const Dictionary& dictionary);
/// A row of CSV for each attribute, `head` with its comma in front.
void csv_rows(const std::string& head, const Shown& shown, const Dictionary& dictionary, std::string& out);
inline constexpr std::string_view csv_value_columns =
    "reason,reference,fc,type,value,name,quality,quality_bits,time,time_quality,error";

/// A field of RFC 4180: in quotes where it holds a comma, a quote, a line end or blanks at its ends.
std::string csv_field(std::string_view text);
/// Parts of line protocol. Names cannot hold everything: a line end or backslash becomes '_'.
std::string influx_measurement(std::string_view text);
std::string influx_key(std::string_view text);
std::string influx_string(std::string_view text);
/// "MMXU" of "prefixMMXU12"; "LLN0" is itself.
std::string_view class_of(std::string_view logical_node);

/// The value as one word, whatever its type: 12.5, true, 0110, 0A0B, RFC 3339.
std::string plain_text(const Value& value);
/// The number's name by `dictionary`; empty where it has none.
std::string name_of_number(const Value& value, const Type& type, const Dictionary& dictionary);

}  // namespace busbar::program
