// SPDX-License-Identifier: Apache-2.0
// A log that is gone with its server.
#pragma once

#include <deque>

#include "server/log/journal.hpp"

namespace busbar::server::log {

class MemoryJournal final : public Journal {
public:
    explicit MemoryJournal(const JournalLimits& limits) : limits_(limits) {}

    bool append(const Entry& entry) override;
    [[nodiscard]] JournalState state() const override;
    [[nodiscard]] EntryNumber last_number() const override { return last_; }
    bool read(const JournalRange& range, const Visitor& visit) override;
    std::uint64_t erase(EntryNumber up_to) override;

private:
    struct Kept {
        EntryNumber number = 0;
        LogTime time = 0;
        ByteVector variables;
    };
    void drop_oldest();
    [[nodiscard]] bool too_much(LogTime now) const;

    JournalLimits limits_;
    std::deque<Kept> entries_;
    ByteVector spare_;  // the memory of the entry that was dropped last
    std::uint64_t octets_ = 0;
    EntryNumber last_ = 0;
};

}  // namespace busbar::server::log
