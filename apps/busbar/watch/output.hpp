// SPDX-License-Identifier: Apache-2.0
// stdout as a stream that somebody reads along: every piece is out at once, and that nobody reads any more
// is no error.
#pragma once

#include <optional>
#include <string_view>

#include "exit.hpp"

namespace busbar::program {

class Output {
public:
    /// Writes all of it, unless the stream is over or the user wants to end.
    void write(std::string_view text);
    /// Looks whether the reader of a pipe is gone, without writing.
    void look();
    /// How to end where nothing can be written any more: done for a closed pipe, else local_io.
    [[nodiscard]] std::optional<Exit> over() const { return over_; }

private:
    std::optional<Exit> over_;
};

}  // namespace busbar::program
