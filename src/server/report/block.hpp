// SPDX-License-Identifier: Apache-2.0
// What the engine keeps for one report control block beside its attributes. A block that is not enabled and
// has no data set costs little more than its place here; the rest is made when it begins to listen.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "base/time.hpp"
#include "server/data_sets.hpp"
#include "server/peer_address.hpp"
#include "server/report/buffer.hpp"
#include "server/report/marks.hpp"

namespace busbar::server::report {

inline constexpr std::uint16_t no_block = 0xFFFF;

/// The window of BufTm: members that have fired, with their values as they were then.
struct Window {
    Window(const model::Model& model, std::span<const model::DataSetMember> members);

    [[nodiscard]] bool open() const { return ends != never; }
    void close() {
        marks.clear();
        ends = never;
    }

    Marks marks;
    std::vector<std::uint32_t> offsets;  // by member, in slots
    std::vector<std::uint8_t> slots;
    EntryTime time;
    TimePoint ends = never;
};

/// A block that listens: an enabled URCB, a BRCB that buffers.
struct Running {
    explicit Running(std::size_t members) : fired(members) {}

    Marks fired;  // in the commit that is being looked at
    std::unique_ptr<Window> window;
    TimePoint next_integrity = never;
    Duration integrity_period{};
    model::Triggers triggers = model::Triggers::none;  // listened to
};

/// Where sending starts when a BRCB is enabled.
enum class Resync : std::uint8_t {
    none,     ///< the client has not said: the oldest entry
    resumed,  ///< after the entry that it has written
    purged,   ///< everything is new
};

/// What only a BRCB has.
struct Buffered {
    explicit Buffered(const BufferLimits& limits) : buffer(limits) {}

    EntryBuffer buffer;
    EntryNumber last = 0;  // given away
    Resync resync = Resync::none;
    bool tell_overflow = false;  // in the next report
};

struct Block {
    const model::ReportControl* control = nullptr;
    DataSet* data_set = nullptr;  // counted in DataSet::users
    std::unique_ptr<Running> running;
    std::unique_ptr<Buffered> buffered;
    TimePoint reservation_ends = never;   // after the loss of the association
    ConnectionId owner;                   // who has reserved or enabled it and is connected
    PeerAddress holder;                   // his address, kept while reservation_ends counts
    std::uint32_t invoke_id = 0;          // of the Write that enabled it
    std::uint16_t next_owned = no_block;  // of the same connection
    std::uint16_t sequence = 0;           // SqNum of the next report
    bool enabled = false;
    bool unanswered = false;  // that Write has not been answered: nothing may be sent
    bool queued = false;      // in Reports::queue_
    bool draining = false;    // entries wait for the client to read

    [[nodiscard]] bool is_owned() const { return owner != ConnectionId{}; }
    [[nodiscard]] bool reservation_runs() const { return reservation_ends != never; }
    [[nodiscard]] bool pre_assigned() const { return control->settings.reserved; }
};

}  // namespace busbar::server::report
