// SPDX-License-Identifier: Apache-2.0
// The tables of kept setting groups, and how records become rows: one row for each group that was changed,
// one for its control block, replaced together.
#pragma once

#include <string>
#include <vector>

#include "server/setting/store.hpp"
#include "store/record.hpp"
#include "store/sqlite.hpp"

namespace busbar::store {

/// A setting group control block as it is kept.
struct KeptSettingBlock {
    bool found = false;
    std::string layout;
    std::uint8_t active = 0;
    std::array<std::uint8_t, 8> activated{};
    struct Group {
        std::uint8_t number = 0;
        ByteVector values;
    };
    std::vector<Group> groups;  ///< by number
};

/// One thread at a time; must not outlive the database.
class SettingTables {
public:
    /// Makes the tables where they are missing: older files have none.
    SqlResult<void> prepare(Database& database, const std::string& ied);

    // ---- at start ----
    SqlResult<KeptSettingBlock> block(std::string_view reference);
    /// One transaction, synchronised with the disk or not as the database is.
    SqlResult<void> replace(std::string_view reference, const server::setting::KeptSettings& settings);
    SqlResult<std::vector<std::string>> blocks();
    SqlResult<void> drop(std::string_view reference);

    // ---- within the transaction of a group of records ----
    /// A record of kind settings, its kind taken off. The block must have been replaced once.
    SqlResult<void> apply(Unpacker& record);
    /// Of the record applied last.
    [[nodiscard]] std::uint64_t last_ticket() const { return last_ticket_; }

private:
    SqlResult<std::int64_t> id_of(std::string_view reference);
    SqlResult<void> replace_rows(std::string_view reference, const server::setting::KeptSettings& settings);
    SqlResult<void> drop_rows(std::string_view reference);
    SqlResult<void> put_group(std::int64_t block, std::uint8_t number, Bytes values);
    SqlResult<void> end(SqlResult<void> done);

    std::string ied_;
    std::uint64_t last_ticket_ = 0;
    Statement begin_, commit_, roll_back_, find_block_, find_groups_, find_all_, insert_block_, update_block_,
        insert_group_, delete_groups_, delete_block_;
};

/// Packs what apply() takes.
void pack_settings(ByteVector& record, std::string_view block, const server::setting::SettingChange& change,
                   std::uint64_t ticket);

}  // namespace busbar::store
