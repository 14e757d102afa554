// SPDX-License-Identifier: Apache-2.0
// What people write on a command line for durations and for the bit lists of control blocks.
#pragma once

#include <CLI/App.hpp>
#include <busbar/error.hpp>
#include <busbar/report_fields.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace busbar::program {

using Nanoseconds = std::chrono::nanoseconds;

/// "250ms", "1.5s", "2m", "1h30m", with the units us, ms, s, m or min, h, d; a bare number counts in `unit`.
/// Fails (misuse).
Result<Nanoseconds> parse_duration(std::string_view text, Nanoseconds unit);
/// The same as an attribute in milliseconds, rounded up; a bare number is that.
Result<std::uint32_t> parse_milliseconds(std::string_view text);
/// true, 1, yes, on; false, 0, no, off. Fails (misuse).
Result<bool> parse_truth(std::string_view text);
/// "1.5 s" is "1500ms" here: the largest unit that needs no fraction, "0" for none.
std::string duration_text(Nanoseconds duration);

/// "dchg,qchg,integrity": names of TrgOps between commas, spaces or bars; also intg, period; "all", "none".
/// Fails (misuse) with the names there are.
Result<TrgOps> parse_trg_ops(std::string_view text);
/// "seqNum,timeStamp": likewise; also configRef; "all" leaves segmentation to the server.
Result<OptFlds> parse_opt_flds(std::string_view text);

/// An option that takes a duration; a bare number counts in seconds.
CLI::Option* add_duration(CLI::App* command, const std::string& names, std::optional<Nanoseconds>& into,
                          const std::string& description);

}  // namespace busbar::program
