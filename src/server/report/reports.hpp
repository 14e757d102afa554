// SPDX-License-Identifier: Apache-2.0
// Reporting on the server's side (IEC 61850-7-2 clause 17, 8-1 clause 17): all report control blocks of a
// model, unbuffered and buffered. Hears of commits, forms entries, sends them or buffers them; serves the
// attributes of the blocks to clients by the rules of the edition that the model names.
//
//   writing.cpp      what may be written when, and what it does
//   reservation.cpp  whose a block is
//   events.cpp       from changes, time and GI to entries
//   sending.cpp      from entries to octets of an association
//   restoring.cpp    what survives a restart
//
// An event that comes while a request is being served is sent after the answer.
#pragma once

#include <algorithm>
#include <vector>

#include "server/deadlines.hpp"
#include "server/object_engine.hpp"
#include "server/report/attributes.hpp"
#include "server/report/block.hpp"
#include "server/report/encoder.hpp"
#include "server/report/listeners.hpp"
#include "server/report/options.hpp"
#include "server/report/store.hpp"

namespace busbar::server {
class Server;
struct Connection;
}  // namespace busbar::server

namespace busbar::server::report {

/// One thread, that of the server. Nothing is allocated for an entry once the buffers have grown.
class Reports final : public ObjectEngine, public model::ChangeObserver {
public:
    /// Part of `server`; its process, data sets and gate are there already.
    Reports(Server& server, const ReportOptions& options);
    ~Reports() override;

    // ---- what an application does ----

    /// Brings the buffered blocks to where they were at the end, and tells the store of everything from then
    /// on; null: tells nobody. After the data sets that clients created are back, before clients come.
    void set_store(ReportStore* store);
    [[nodiscard]] const ReportCounters& counters() const { return counters_; }
    /// Octets held by the engine, beside the attributes in the image.
    [[nodiscard]] std::size_t memory_octets() const;
    /// Pairs of a leaf and a block that hears of it.
    [[nodiscard]] std::size_t listeners() const { return listeners_.count(); }
    /// Blocks that somebody has reserved or enabled, or whose reservation is running out.
    [[nodiscard]] std::size_t taken_blocks() const;
    /// Whether `node` belongs to a block that another client has, by reservation or configuration.
    [[nodiscard]] bool is_others(model::NodeId node, ConnectionId connection, const Peer& peer) const;

    // ---- what the server does ----

    WriteOutcome write(const ObjectWrite& write) override;
    void association_ended(ConnectionId connection) override;
    void on_changes(std::span<const model::Change> changes, const Now& now) override;
    [[nodiscard]] TimePoint deadline() const { return std::max(deadlines_.next(), TimePoint{}); }
    void on_time(const Now& now);
    /// A request has been answered, or an answer that was owed has gone out: what waited may be sent.
    void answered() {
        if (!queue_.empty()) work_off_queue();
    }
    /// Octets of a connection that had too many of them have been written.
    void drained(Connection& connection);

private:
    using MaybeError = std::optional<DataAccessError>;

    // reports.cpp
    [[nodiscard]] Attributes attributes(const Block& block) const;
    [[nodiscard]] std::uint16_t number_of(const Block& block) const;
    [[nodiscard]] bool wants_to_run(const Block& block) const;
    void start(Block& block);
    void stop(Block& block);
    void restart(Block& block);
    void refresh(Block& block);
    void set_deadline(const Block& block);
    void on_time(Block& block);

    // writing.cpp
    [[nodiscard]] MaybeError check(const Block& block, Attribute attribute, const ObjectWrite& write) const;
    [[nodiscard]] bool settable(Attribute attribute) const;
    MaybeError apply(Block& block, Attribute attribute, std::uint8_t* slot, const ObjectWrite& write);
    MaybeError set_enabled(Block& block, bool enabled, const ObjectWrite& write);
    MaybeError enable(Block& block, const ObjectWrite& write);
    void disable(Block& block);
    MaybeError set_data_set(Block& block, std::string_view reference, const ObjectWrite& write);
    void change_data_set(Block& block, DataSet* data_set, std::string_view reference);
    MaybeError set_rpt_id(Block& block, const std::uint8_t* slot);
    MaybeError set_entry_id(Block& block, const std::uint8_t* slot);
    /// For attributes whose change voids what is buffered.
    void set_configuration(Block& block, Attribute attribute, const std::uint8_t* slot);
    void purge(Block& block);

    // reservation.cpp
    [[nodiscard]] bool is_others(const Block& block, ConnectionId connection, const Peer& peer) const;
    void changed_by_itself(const Block& block);
    [[nodiscard]] bool needs_reservation(const Block& block) const;
    void take(Block& block, const ObjectWrite& write);
    void release(Block& block);
    void forget_owner(Block& block);
    MaybeError set_resv(Block& block, bool reserve, const ObjectWrite& write);
    MaybeError set_resv_tms(Block& block, std::int64_t seconds, const ObjectWrite& write);
    void let_go(Block& block);

    // events.cpp
    void event(Block& block);
    void flush_window(Block& block);
    void report_all(Block& block, EntryKind kind);
    void form(const Block& block, const Marks& marks, const Window* window);
    void form_all(const Block& block, ReasonCode reason);
    void deliver(Block& block, EntryKind kind, const EntryTime& time);

    // sending.cpp
    [[nodiscard]] bool must_wait(const Block& block) const;
    void enqueue(Block& block);
    void work_off_queue();
    void work_off_outbox();
    void forget_outbox(const Block& block);
    void send_unbuffered(Block& block, const Entry& entry);
    void send_buffered(Block& block);
    bool has_room(Connection& connection, const Block& block, const Entry& entry);
    enum class Sent : std::uint8_t { yes, never, failed };
    Sent send(Block& block, Connection& connection, const Entry& entry, bool later);

    // restoring.cpp
    class Restorer;
    void remember(const Block& block);
    [[nodiscard]] BlockState state_of(const Block& block) const;
    [[nodiscard]] std::uint64_t configuration_of(const Block& block) const;
    [[nodiscard]] std::uint64_t members_of(const DataSet* data_set) const;
    [[nodiscard]] std::string_view reference_of(const Block& block) const;

    /// A PDU that waits for the answer to a Write.
    struct Waiting {
        std::uint16_t block = no_block;
        std::uint32_t octets = 0;
    };

    Server& server_;
    ReportOptions options_;
    const model::Model& model_;
    std::vector<Block> blocks_;  // as Model::report_controls()
    Listeners listeners_;
    Deadlines deadlines_;  // by block
    Now now_{};
    ReportCounters counters_;
    ReportStore* store_ = nullptr;

    // The entry that is being formed.
    BackWriter values_;
    std::vector<IncludedMember> included_;

    std::vector<std::uint16_t> touched_;  // blocks, in one commit
    std::vector<std::uint16_t> queue_;    // blocks that have something to do after the answer
    std::vector<std::uint16_t> worked_off_;
    BackWriter pdu_;
    std::vector<Waiting> outbox_;
    ByteVector outbox_octets_;
    mutable std::array<char, model::Model::max_reference_octets> reference_buffer_{};
};

}  // namespace busbar::server::report
