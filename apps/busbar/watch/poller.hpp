// SPDX-License-Identifier: Apache-2.0
// Reads objects again and again, for what no report brings, and tells which have changed.
#pragma once

#include "watch/catalogue.hpp"
#include "watch/shown.hpp"

namespace busbar::program {

class Poller {
public:
    void add(Point point);
    [[nodiscard]] bool empty() const { return entries_.empty(); }
    [[nodiscard]] std::vector<std::string> references() const;
    /// Reads everything and appends what differs from the time before in value or quality; everything where
    /// that is asked for. What cannot be read is shown as such. Views live until the next call. Fails where
    /// nothing was answered.
    Result<void> poll(Client& client, bool unchanged_too, std::vector<Shown>& shown);

private:
    struct Entry {
        Point point;
        std::size_t at = 0;  ///< in list_
        std::optional<std::size_t> quality_at, time_at;
        Value value, quality, time;
        bool known = false;
    };
    std::optional<std::size_t> companion(const Point& point, const char* name);

    std::vector<Entry> entries_;
    std::vector<ObjectReference> list_;
};

}  // namespace busbar::program
