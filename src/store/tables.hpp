// SPDX-License-Identifier: Apache-2.0
// The tables of a store, and how records become rows. Rows are kept by IED name, so that a file may hold the
// state of several. A schema of another version is refused, not converted.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "server/report/buffer.hpp"
#include "server/report/store.hpp"
#include "store/queue.hpp"
#include "store/record.hpp"
#include "store/setting_tables.hpp"
#include "store/sqlite.hpp"

namespace busbar::store {

/// A data set as it is kept; members as Model::object_reference() gives them.
struct KeptSet {
    std::string reference;
    std::vector<std::string> members;
};
/// A report control block as it is kept.
struct KeptBlock {
    bool has_state = false;  ///< ReportStore::changed() was called for it
    server::report::BlockState state;
    std::string rpt_id, data_set;  ///< what `state` views
};
struct KeptEntry {
    server::report::Entry entry;
    std::vector<server::report::IncludedMember> included;
    ByteVector values;
};

/// Appends it as the column `included` has it.
void pack(const server::report::IncludedMember& included, ByteVector& octets);

/// One thread at a time.
class Tables {
public:
    /// Opens `file`, or makes it. Nothing of a file that is not used is changed.
    static Result<Tables> open(const std::string& file, const std::string& ied,
                               const server::report::BufferLimits& limits);

    // ---- at start ----
    SqlResult<std::vector<KeptSet>> data_sets();
    /// Nothing where it has no row.
    SqlResult<std::optional<KeptBlock>> block(std::string_view reference);
    /// Oldest first; ends with the first row that is not whole. `visit(const Entry&)`.
    template <class Visit>
    SqlResult<void> entries(std::string_view reference, Visit visit);
    SqlResult<std::vector<std::string>> blocks();
    SqlResult<void> drop_data_set(std::string_view reference);
    SqlResult<void> drop_block(std::string_view reference);
    /// Other IEDs that the file keeps something of.
    SqlResult<std::vector<std::string>> other_ieds();

    // ---- afterwards ----
    /// One transaction; after an error nothing of it is there. Synchronised with the disk where the group
    /// asks for it.
    SqlResult<void> apply(const Group& group);
    [[nodiscard]] SettingTables& settings() { return settings_; }

private:
    /// What is known of the rows of a block, so that the oldest go when there are too many.
    struct Block {
        struct Row {
            std::uint64_t number = 0;
            std::size_t octets = 0;
        };
        std::int64_t id = 0;
        std::uint64_t last = 0;
        std::deque<Row> rows;
        std::size_t octets = 0;
        std::uint64_t drop_up_to = 0;
        bool touched = false;
    };
    struct HashOfText {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };

    SqlResult<void> prepare();
    SqlResult<std::vector<std::string>> names(const char* statement);
    SqlResult<void> commit(const Group& group);
    SqlResult<void> apply_all(const Group& group);
    SqlResult<void> apply_one(Bytes record);
    SqlResult<void> create_set(Unpacker& record);
    SqlResult<void> add_entry(Unpacker& record);
    SqlResult<void> purge(Block& block);
    SqlResult<void> set_state(Unpacker& record);
    SqlResult<void> settle(Block& block);
    SqlResult<Block*> block_of(std::string_view reference);
    SqlResult<std::int64_t> id_of(std::string_view reference);
    SqlResult<bool> next_entry(Statement& rows, KeptEntry& kept);

    Database database_;
    std::string ied_;
    server::report::BufferLimits limits_;
    SettingTables settings_;
    Statement insert_set_, delete_set_, find_block_, insert_block_, update_state_, update_last_,
        insert_entry_, delete_entries_;
    std::unordered_map<std::string, Block, HashOfText, std::equal_to<>> blocks_;
};

template <class Visit>
SqlResult<void> Tables::entries(std::string_view reference, Visit visit) {
    auto id = id_of(reference);
    if (!id) return SqlFailure(std::move(id).error());
    auto rows = database_.prepare(
        "SELECT number, kind, days, milliseconds, included, octets FROM entry WHERE block = ?1 ORDER BY "
        "number");
    if (!rows) return SqlFailure(std::move(rows).error());
    rows->bind(1, *id);
    KeptEntry kept;
    for (;;) {
        auto more = next_entry(*rows, kept);
        if (!more) return SqlFailure(std::move(more).error());
        if (!*more) return {};
        visit(kept.entry);
    }
}

}  // namespace busbar::store
