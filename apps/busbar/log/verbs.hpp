// SPDX-License-Identifier: Apache-2.0
// The verbs of `log`, and what they share.
#pragma once

#include "live/objects.hpp"
#include "program.hpp"

namespace busbar::program {

void add_log_ls(Program& program, CLI::App* log);
void add_log_show(Program& program, CLI::App* log);
void add_log_query(Program& program, CLI::App* log);
void add_log_set(Program& program, CLI::App* log);
void add_log_clear(Program& program, CLI::App* log);

/// What a user means by LD/LN.name, LD/LN$name, or, for a control block alone, LD/LN.name[LG] and
/// LD/LN$LG$name.
struct LogWord {
    DataSetReference name;
    bool only_control = false;
    /// "LD/LN.name".
    [[nodiscard]] std::string text() const;
};
/// Fails (misuse).
Result<LogWord> parse_log_word(const std::string& text);

/// "LD/LN.name" of "LD/LN$name", which a shell would read otherwise; what is no name stays as it is. Escaped.
std::string log_name(const std::string& reference);
/// Whether two references name the same log.
bool same_log(const std::string& a, const std::string& b);
/// "LD/LN.name" of a control block; escaped.
std::string control_name(const LogControlState& state);
/// "enabled", "disabled", "?".
std::string use_of(const LogControlState& state);
/// "dchg integrity/10s".
std::string triggers_of(const LogControlState& state);
/// A time of a log, or "-" for none.
std::string entry_time_text(const std::optional<EntryTime>& time);
/// Nothing for an identifier that is all zero, which stands for none.
bool is_entry(const std::optional<std::vector<std::uint8_t>>& id);

/// A log, as far as journal and control blocks tell.
struct LogInfo {
    std::string reference;  ///< "LD/LN$name"
    std::optional<LogStatus> status;
    std::vector<LogControlState> controls;  ///< that write to it

    /// One that tells its ends, or null.
    [[nodiscard]] const LogControlState* ends() const;
};

/// An attribute of a control block in words.
struct LogAttributeText {
    std::string name, text, remark;  ///< escaped
};
std::vector<LogAttributeText> attributes_of(const LogControlState& state);
/// The members of an object that is open.
void write_log_control(Json& json, const LogControlState& state);
void write_log(Json& json, const LogInfo& log);

/// Logs and control blocks of nearly that name, and where they are listed; the log of a control block where
/// one is named.
std::vector<std::string> log_hints(Link& link, const LogWord& wanted, const Error& error);

}  // namespace busbar::program
