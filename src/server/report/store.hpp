// SPDX-License-Identifier: Apache-2.0
// What keeps buffered report control blocks over a restart: an interface, so that the core knows no file.
#pragma once

#include <cstdint>
#include <string_view>

#include "server/report/entry.hpp"

namespace busbar::server::report {

/// A block beside its entries. Texts are views.
struct BlockState {
    /// Stands for what the model says of the block. Another one at the next start means that the station was
    /// engineered anew: then nothing but `last_entry` is taken.
    std::uint64_t configuration = 0;
    /// Stands for the members of `data_set`. Entries are kept only for the same.
    std::uint64_t members = 0;
    /// No entry ever gets this number or a smaller one again.
    EntryNumber last_entry = 0;
    std::uint32_t conf_revision = 0;
    std::string_view rpt_id;
    std::string_view data_set;
    OptFlds fields;
    TrgOps triggers;
    std::uint32_t buffer_time_ms = 0;
    std::uint32_t integrity_ms = 0;
};

/// Called in the server's thread; must not wait for anything. Blocks are named by their reference,
/// "LD/LN$BR$name". Views are valid during the call.
class ReportStore {
public:
    virtual ~ReportStore() = default;

    /// The newest entry of a block. Numbers rise. What has been sent stays: a client may go back to it.
    /// Older entries may be given up once more than BufferLimits of them are kept.
    virtual void append(std::string_view block, const Entry& entry) = 0;
    /// All entries of the block so far are void.
    virtual void purged(std::string_view block) = 0;
    /// Any of it is different now. `last_entry` counts what append() has told.
    virtual void changed(std::string_view block, const BlockState& state) = 0;

    /// Takes what load() has found.
    class Receiver {
    public:
        virtual ~Receiver() = default;
        virtual void state(const BlockState& state) = 0;
        virtual void entry(const Entry& entry) = 0;
    };
    /// At start, once for each buffered block: the last state told, then the entries in their order.
    virtual void load(std::string_view block, Receiver& into) = 0;
};

}  // namespace busbar::server::report
