// SPDX-License-Identifier: Apache-2.0
#include "store/setting_tables.hpp"

#include <utility>

namespace busbar::store {

namespace {

constexpr const char* tables = R"(
CREATE TABLE IF NOT EXISTS setting_block (
    id INTEGER PRIMARY KEY, ied TEXT NOT NULL, reference TEXT NOT NULL,
    layout TEXT NOT NULL,               -- LN$SG$DO$DA bType, a line each
    active INTEGER NOT NULL,
    activated BLOB NOT NULL,            -- LActTm, 8 octets
    UNIQUE (ied, reference));
CREATE TABLE IF NOT EXISTS setting_group (
    block INTEGER NOT NULL, number INTEGER NOT NULL,
    octets BLOB NOT NULL,               -- slots in the order of the layout
    UNIQUE (block, number));
)";

}  // namespace

SqlResult<void> SettingTables::prepare(Database& database, const std::string& ied) {
    ied_ = ied;
    if (auto made = database.run(tables); !made) return made;
    const std::pair<Statement*, const char*> all[] = {
        {&begin_, "BEGIN IMMEDIATE"},
        {&commit_, "COMMIT"},
        {&roll_back_, "ROLLBACK"},
        {&find_block_,
         "SELECT id, layout, active, activated FROM setting_block WHERE ied = ?1 AND reference = ?2"},
        {&find_groups_, "SELECT number, octets FROM setting_group WHERE block = ?1 ORDER BY number"},
        {&find_all_, "SELECT reference FROM setting_block WHERE ied = ?1 ORDER BY id"},
        {&insert_block_,
         "INSERT INTO setting_block (ied, reference, layout, active, activated) VALUES (?1, ?2, ?3, ?4, ?5)"},
        {&update_block_, "UPDATE setting_block SET active = ?2, activated = ?3 WHERE id = ?1"},
        {&insert_group_, "INSERT OR REPLACE INTO setting_group (block, number, octets) VALUES (?1, ?2, ?3)"},
        {&delete_groups_,
         "DELETE FROM setting_group WHERE block IN "
         "(SELECT id FROM setting_block WHERE ied = ?1 AND reference = ?2)"},
        {&delete_block_, "DELETE FROM setting_block WHERE ied = ?1 AND reference = ?2"},
    };
    for (const auto& [statement, sql] : all) {
        auto prepared = database.prepare(sql);
        if (!prepared) return SqlFailure(std::move(prepared).error());
        *statement = *std::move(prepared);
    }
    return {};
}

// ---- at start
// -------------------------------------------------------------------------------------------------

SqlResult<KeptSettingBlock> SettingTables::block(std::string_view reference) {
    KeptSettingBlock kept;
    auto row = find_block_.bind(1, std::string_view(ied_)).bind(2, reference).step();
    if (!row) return SqlFailure(std::move(row).error());
    if (!*row) return kept;
    kept.found = true;
    const std::int64_t id = find_block_.number(0);
    kept.layout = find_block_.text(1);
    const std::int64_t active = find_block_.number(2);
    kept.active = active > 0 && active <= 255 ? static_cast<std::uint8_t>(active) : 0;
    const Bytes activated = find_block_.octets(3);
    if (activated.size() == kept.activated.size()) {
        std::memcpy(kept.activated.data(), activated.data(), activated.size());
    }
    if (auto ended = find_block_.run(); !ended) return SqlFailure(std::move(ended).error());
    find_groups_.bind(1, id);
    for (;;) {
        row = find_groups_.step();
        if (!row) return SqlFailure(std::move(row).error());
        if (!*row) return kept;
        const std::int64_t number = find_groups_.number(0);
        const Bytes octets = find_groups_.octets(1);
        if (number < 1 || number > 255) continue;
        kept.groups.push_back({static_cast<std::uint8_t>(number), ByteVector(octets.begin(), octets.end())});
    }
}

SqlResult<std::vector<std::string>> SettingTables::blocks() {
    std::vector<std::string> all;
    find_all_.bind(1, std::string_view(ied_));
    for (;;) {
        auto row = find_all_.step();
        if (!row) return SqlFailure(std::move(row).error());
        if (!*row) return all;
        all.emplace_back(find_all_.text(0));
    }
}

/// What was begun is committed, or undone.
SqlResult<void> SettingTables::end(SqlResult<void> done) {
    if (done) done = commit_.run();
    if (!done) static_cast<void>(roll_back_.run());
    return done;
}

SqlResult<void> SettingTables::replace(std::string_view reference,
                                       const server::setting::KeptSettings& settings) {
    if (auto begun = begin_.run(); !begun) return begun;
    return end(replace_rows(reference, settings));
}

SqlResult<void> SettingTables::drop(std::string_view reference) {
    if (auto begun = begin_.run(); !begun) return begun;
    return end(drop_rows(reference));
}

SqlResult<void> SettingTables::drop_rows(std::string_view reference) {
    auto dropped = delete_groups_.bind(1, std::string_view(ied_)).bind(2, reference).run();
    if (!dropped) return dropped;
    return delete_block_.bind(1, std::string_view(ied_)).bind(2, reference).run();
}

SqlResult<void> SettingTables::replace_rows(std::string_view reference,
                                            const server::setting::KeptSettings& settings) {
    if (auto dropped = drop_rows(reference); !dropped) return dropped;
    insert_block_.bind(1, std::string_view(ied_)).bind(2, reference).bind(3, settings.layout);
    insert_block_.bind(4, std::int64_t{settings.active}).bind(5, Bytes(settings.activated));
    if (auto inserted = insert_block_.run(); !inserted) return inserted;
    auto id = id_of(reference);
    if (!id) return SqlFailure(std::move(id).error());
    for (const server::setting::KeptGroup& group : settings.groups) {
        if (auto put = put_group(*id, group.number, group.values); !put) return put;
    }
    return {};
}

// ---- groups of records
// ---------------------------------------------------------------------------------------

SqlResult<std::int64_t> SettingTables::id_of(std::string_view reference) {
    auto row = find_block_.bind(1, std::string_view(ied_)).bind(2, reference).step();
    if (!row) return SqlFailure(std::move(row).error());
    if (!*row) return SqlFailure(SqlError{Trouble::lasting, 0, "a row of setting_block is missing"});
    const std::int64_t id = find_block_.number(0);
    if (auto ended = find_block_.run(); !ended) return SqlFailure(std::move(ended).error());
    return id;
}

SqlResult<void> SettingTables::put_group(std::int64_t block, std::uint8_t number, Bytes values) {
    return insert_group_.bind(1, block).bind(2, std::int64_t{number}).bind(3, values).run();
}

SqlResult<void> SettingTables::apply(Unpacker& record) {
    auto id = id_of(record.text());
    if (!id) return SqlFailure(std::move(id).error());
    const auto ticket = record.number<std::uint64_t>();
    const auto active = record.number<std::uint8_t>();
    const Bytes activated = record.octets();
    const auto group = record.number<std::uint8_t>();
    const Bytes values = record.octets();
    auto done = update_block_.bind(1, *id).bind(2, std::int64_t{active}).bind(3, activated).run();
    if (done && group != 0) done = put_group(*id, group, values);
    if (done) last_ticket_ = ticket;
    return done;
}

void pack_settings(ByteVector& record, std::string_view block, const server::setting::SettingChange& change,
                   std::uint64_t ticket) {
    Packer(record, RecordKind::settings)
        .put(block)
        .put(ticket)
        .put(change.active)
        .put(Bytes(change.activated))
        .put(change.group.number)
        .put(change.group.values);
}

}  // namespace busbar::store
