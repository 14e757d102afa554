// SPDX-License-Identifier: Apache-2.0
// Setting groups on the server's side (IEC 61850-7-2 clause 16, 8-1 clause 16): the setting group control
// block of every logical device that has one, the values of all its groups, and the edit buffer. Of the
// active group FC SG of the image holds the values, so that an application may set them there, too. FC SE of
// the image shows the same: the buffer is its client's alone, and is in the image only while a request of
// his is answered. So neither a logical node read as a whole nor a report gives it away.
//
//   writing.cpp    what clients write: SelectActiveSG, SelectEditSG, ConfirmEditSGValues, SetEditSGValue
//   buffer.cpp     the edit buffer
//   groups.cpp     values of groups, and how they change
//   restoring.cpp  what survives a restart
//
// Not served: the setting groups of nested logical devices by GrRef; each device has its own.
#pragma once

#include <string>
#include <vector>

#include "server/deadlines.hpp"
#include "server/object_engine.hpp"
#include "server/peer_address.hpp"
#include "server/setting/handler.hpp"
#include "server/setting/store.hpp"

namespace busbar::server {
class Server;
}
namespace busbar::server::tracking {
enum class Service : std::uint8_t;
}

namespace busbar::server::setting {

/// How long a client may edit, where SCL does not say (SettingControl resvTms, or 0 there).
inline constexpr std::chrono::seconds default_reservation{60};

/// A value that the application gives a group.
struct NewValue {
    model::NodeId node = model::no_node;  ///< an attribute of a basic type in FC SG or SE
    Value value;
};

/// What an application sets in FC SG is told to the store so much later at most, and all of it at once.
inline constexpr std::chrono::milliseconds keeping_pause{100};

/// One thread, that of the server.
class Settings final : public ObjectEngine, private model::SetListener {
public:
    /// Part of `server`; its process and engines are there already.
    explicit Settings(Server& server);
    ~Settings() override;

    // ---- what an application does ----

    /// One of each; an empty one takes it away.
    void set_approval(Approval approval) { approval_ = std::move(approval); }
    void set_listener(Listener listener) { listener_ = std::move(listener); }
    /// Brings back what is kept, and tells the store of everything from then on; null: tells nobody. Before
    /// clients come.
    void set_store(SettingStore* store);
    /// All changes up to this ticket outlive a restart now, or never will: their clients are answered.
    void kept(std::uint64_t ticket, bool success);

    /// Position of the control block of a logical device in Model::setting_controls(). Fails (refused) where
    /// it has none.
    [[nodiscard]] Result<std::size_t> control_of(model::NodeId logical_device) const;
    [[nodiscard]] std::uint8_t active_group(std::size_t control) const { return blocks_[control].active; }
    /// What SelectActiveSG does. Fails (refused) where there is no such group, (misuse) while a transaction
    /// is open, (io) when the store does not take it.
    Result<void> select_active(std::size_t control, std::uint32_t group, const Now& now);
    /// Other values for a group, all or none. Fails as select_active(), and (refused) for what is no setting
    /// or does not fit. Who edits that group meanwhile keeps his buffer.
    Result<void> set_values(std::size_t control, std::uint32_t group, std::span<const NewValue> values,
                            const Now& now);
    /// Value of a node in FC SG or SE as it is in a group. Fails (refused) where there is no such group, or
    /// the node is something else.
    [[nodiscard]] Result<Value> value(model::NodeId node, std::uint32_t group) const;

    // ---- what the server does ----

    std::optional<DataAccessError> before_read(const ObjectRead& read) override;
    WriteOutcome write(const ObjectWrite& write) override;
    void association_ended(ConnectionId connection) override;
    [[nodiscard]] TimePoint deadline() const { return std::min(deadlines_.next(), keeping_); }
    void on_time(const Now& now);
    /// Whether another client edits the group that `node` (of the control block, or of FC SE) belongs to.
    [[nodiscard]] bool is_others(model::NodeId node, ConnectionId connection) const;

    /// While it lives, FC SE of the image is what that client edits, where he edits. Nothing else may happen
    /// to settings meanwhile.
    class Shown {
    public:
        Shown(Settings& settings, ConnectionId editor) : settings_(settings), editor_(editor) {
            settings_.shown_ = true;
            if (settings_.editors_ != 0) settings_.swap_buffers(editor_);
        }
        ~Shown() {
            if (settings_.editors_ != 0) settings_.swap_buffers(editor_);
            settings_.shown_ = false;
        }
        Shown(const Shown&) = delete;
        Shown& operator=(const Shown&) = delete;

    private:
        Settings& settings_;
        ConnectionId editor_;
    };

private:
    using MaybeError = std::optional<DataAccessError>;
    using Octets = std::vector<std::uint8_t>;

    /// Where the buffer has the value of a leaf in FC SE.
    struct Editable {
        model::LeafId leaf = model::no_leaf;
        std::uint32_t offset = 0;
    };
    struct Block {
        const model::SettingControl* control = nullptr;
        model::LeafId act_sg = model::no_leaf, edit_sg = model::no_leaf, cnf_edit = model::no_leaf,
                      l_act_tm = model::no_leaf, resv_tms = model::no_leaf;
        std::uint8_t active = 1;
        std::uint8_t edited = 0;  // 0: nobody edits
        ConnectionId editor;
        TimePoint reservation_ends = never;
        Octets buffer;                   // as one of the groups, while somebody edits
        std::vector<Editable> editable;  // in order of leaves
        std::vector<Octets> groups;      // [0] is group 1; of the active group the image has the values
        std::vector<bool> own_values;    // groups that are not as in the model
    };
    /// What shall be different, all at once.
    struct Plan {
        std::uint8_t active = 0;
        std::uint8_t group = 0;  // whose values change; 0: none
        Octets values;
    };
    /// A write that is answered when it is kept.
    struct Waiting {
        std::uint64_t ticket = 0;
        WriteTicket write;
        model::NodeId block = model::no_node, attribute = model::no_node;
        tracking::Service service;
        PeerAddress address;
        Value value;
    };

    // settings.cpp
    [[nodiscard]] Block* block_of(model::NodeId node);
    [[nodiscard]] const Block* block_of(model::NodeId node) const;
    [[nodiscard]] std::chrono::seconds reservation_of(const Block& block) const;
    void show_remaining(Block& block, TimePoint now);
    void end_editing(Block& block);
    void ended_by_itself(const Block& block);
    [[nodiscard]] std::uint32_t number_of(const Block& block) const;

    void on_set(const Now& now) override;

    // buffer.cpp
    void swap_buffers(ConnectionId editor);
    void show_active(const Block& block);
    [[nodiscard]] Octets edited_values(const Block& block) const;
    MaybeError set_edit_value(Block& block, const ObjectWrite& write);
    [[nodiscard]] MaybeError ask_application(const ObjectWrite& write, model::Transaction& transaction) const;

    // writing.cpp
    MaybeError select_edit(Block& block, const ObjectWrite& write);
    WriteOutcome select_active(Block& block, const ObjectWrite& write);
    WriteOutcome confirm(Block& block, const ObjectWrite& write);
    [[nodiscard]] MaybeError approve(const Block& block, Step step, std::uint8_t group, const Peer* peer,
                                     const Now& now) const;
    WriteOutcome answer(const Block& block, Step step, std::uint8_t group, const ObjectWrite& write);
    [[nodiscard]] bool may_edit() const;

    // groups.cpp
    [[nodiscard]] Octets active_values(const Block& block) const;
    [[nodiscard]] Octets values_of(const Block& block, std::uint8_t group) const;
    [[nodiscard]] Plan plan_active(const Block& block, std::uint8_t group) const;
    enum class Done : std::uint8_t { yes, in_transaction, not_kept };
    Done carry_out(Block& block, Plan plan, const Now& now);
    Result<void> carry_out_locally(Block& block, Plan plan, Step step, std::uint8_t group, const Now& now);
    Result<void> store_value(const Block& block, const NewValue& value, Octets& into) const;

    // restoring.cpp
    class Restorer;
    [[nodiscard]] std::string layout_of(const Block& block) const;
    void restore(Block& block);
    void keep_what_was_set(const Now& now);

    Server& server_;
    const model::Model& model_;
    std::vector<Block> blocks_;  // as Model::setting_controls()
    Deadlines deadlines_;        // by block
    std::size_t editors_ = 0;    // blocks that somebody edits
    bool shown_ = false;         // a Shown lives
    TimePoint keeping_ = never;  // when to look for what an application has set
    Approval approval_;
    Listener listener_;
    SettingStore* store_ = nullptr;
    std::uint64_t ticket_ = 0;
    std::vector<Waiting> waiting_;
    std::vector<model::LeafId> leaves_;  // staged for one write
};

}  // namespace busbar::server::setting
