// SPDX-License-Identifier: Apache-2.0
// What people see: stdout carries data only, everything else goes to stderr. Text of peers and files is
// escaped, so that it cannot steer a terminal.
#pragma once

#include <busbar/error.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "program.hpp"

namespace busbar::program {

/// Colours of a terminal, or nothing: decided once for each stream from --color, NO_COLOR, TERM and what it
/// is.
class Paint {
public:
    enum class Stream { out, err };
    Paint(const Shared& shared, Stream stream);
    [[nodiscard]] std::string bold(std::string_view text) const { return wrap("1", text); }
    [[nodiscard]] std::string dim(std::string_view text) const { return wrap("2", text); }
    [[nodiscard]] std::string red(std::string_view text) const { return wrap("31", text); }
    [[nodiscard]] std::string yellow(std::string_view text) const { return wrap("33", text); }
    [[nodiscard]] std::string cyan(std::string_view text) const { return wrap("36", text); }

private:
    [[nodiscard]] std::string wrap(const char* code, std::string_view text) const;
    bool on_ = false;
};

/// stdout; what is given must be escaped already.
void out(std::string_view text);
/// stderr, a line.
void note(std::string_view text);

/// "error: WHAT", then what the peer or system said, why and what to try, each on an indented line. To
/// stderr.
void complain(const Shared& shared, std::string_view what, const Error& error,
              const std::vector<std::string>& tries = {});

}  // namespace busbar::program
