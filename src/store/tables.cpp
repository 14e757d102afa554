// SPDX-License-Identifier: Apache-2.0
#include "store/tables.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "store/schema.hpp"

namespace busbar::store {

using server::report::Entry;
using server::report::EntryKind;
using server::report::IncludedMember;

namespace {

/// Numbers of 64 bits without sign, in a column that has one.
std::int64_t to_column(std::uint64_t number) {
    return std::bit_cast<std::int64_t>(number);
}
std::uint64_t from_column(std::int64_t number) {
    return std::bit_cast<std::uint64_t>(number);
}

constexpr std::size_t included_octets = 7;

bool unpack_included(Bytes octets, std::vector<IncludedMember>& included) {
    included.clear();
    if (octets.size() % included_octets != 0) return false;
    for (; !octets.empty(); octets = octets.subspan(included_octets)) {
        IncludedMember& one = included.emplace_back();
        one.member = static_cast<std::uint16_t>(octets[0] << 8U | octets[1]);
        one.reason = ReasonCode::from_bits(octets[2]);
        for (std::size_t i = 3; i < included_octets; ++i)
            one.value_octets = one.value_octets << 8U | octets[i];
    }
    return true;
}

}  // namespace

void pack(const IncludedMember& included, ByteVector& octets) {
    for (const unsigned shift : {8U, 0U}) octets.push_back(static_cast<Octet>(included.member >> shift));
    octets.push_back(included.reason.bits());
    for (const unsigned shift : {24U, 16U, 8U, 0U}) {
        octets.push_back(static_cast<Octet>(included.value_octets >> shift));
    }
}

Result<Tables> Tables::open(const std::string& file, const std::string& ied,
                            const server::report::BufferLimits& limits) {
    auto database = open_database(file);
    if (!database) return fail(std::move(database).error());
    Tables tables;
    tables.database_ = *std::move(database);
    tables.ied_ = ied;
    tables.limits_ = limits;
    if (auto prepared = tables.prepare(); !prepared) return fail(prepared.error().error(file));
    return tables;
}

SqlResult<void> Tables::prepare() {
    const std::pair<Statement*, const char*> all[] = {
        {&insert_set_, "INSERT OR REPLACE INTO data_set (ied, reference, members) VALUES (?1, ?2, ?3)"},
        {&delete_set_, "DELETE FROM data_set WHERE ied = ?1 AND reference = ?2"},
        {&find_block_, "SELECT id, last_entry FROM block WHERE ied = ?1 AND reference = ?2"},
        {&insert_block_, "INSERT INTO block (ied, reference) VALUES (?1, ?2) RETURNING id"},
        {&update_state_,
         "UPDATE block SET has_state = 1, configuration = ?2, members = ?3, conf_revision = ?4, rpt_id = ?5, "
         "data_set = ?6, fields = ?7, triggers = ?8, buffer_time = ?9, integrity = ?10 WHERE id = ?1"},
        {&update_last_, "UPDATE block SET last_entry = ?2 WHERE id = ?1"},
        {&insert_entry_,
         "INSERT OR REPLACE INTO entry (block, number, kind, days, milliseconds, included, octets) "
         "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"},
        {&delete_entries_, "DELETE FROM entry WHERE block = ?1 AND number <= ?2"},
    };
    for (const auto& [statement, sql] : all) {
        auto prepared = database_.prepare(sql);
        if (!prepared) return SqlFailure(std::move(prepared).error());
        *statement = *std::move(prepared);
    }
    return settings_.prepare(database_, ied_);
}

// ---- at start
// -------------------------------------------------------------------------------------------------

SqlResult<std::vector<KeptSet>> Tables::data_sets() {
    auto rows = database_.prepare("SELECT reference, members FROM data_set WHERE ied = ?1 ORDER BY rowid");
    if (!rows) return SqlFailure(std::move(rows).error());
    rows->bind(1, std::string_view(ied_));
    std::vector<KeptSet> sets;
    for (;;) {
        auto row = rows->step();
        if (!row) return SqlFailure(std::move(row).error());
        if (!*row) return sets;
        KeptSet& set = sets.emplace_back();
        set.reference = rows->text(0);
        std::string_view rest = rows->text(1);
        while (!rest.empty()) {
            const auto end = rest.find('\n');
            set.members.emplace_back(rest.substr(0, end));
            rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        }
    }
}

SqlResult<std::optional<KeptBlock>> Tables::block(std::string_view reference) {
    auto row = database_.prepare(
        "SELECT has_state, configuration, members, last_entry, conf_revision, rpt_id, data_set, fields, "
        "triggers, buffer_time, integrity FROM block WHERE ied = ?1 AND reference = ?2");
    if (!row) return SqlFailure(std::move(row).error());
    row->bind(1, std::string_view(ied_)).bind(2, reference);
    auto found = row->step();
    if (!found) return SqlFailure(std::move(found).error());
    if (!*found) return std::optional<KeptBlock>();
    KeptBlock kept;
    const auto number = [&](int column) { return row->number(column); };
    kept.has_state = number(0) != 0;
    kept.rpt_id = row->text(5);
    kept.data_set = row->text(6);
    server::report::BlockState& state = kept.state;
    state.configuration = from_column(number(1));
    state.members = from_column(number(2));
    state.last_entry = from_column(number(3));
    state.conf_revision = static_cast<std::uint32_t>(number(4));
    state.fields = OptFlds::from_wire_octets(static_cast<std::uint16_t>(number(7)));
    state.triggers = TrgOps::from_wire_octets(static_cast<std::uint16_t>(number(8)));
    state.buffer_time_ms = static_cast<std::uint32_t>(number(9));
    state.integrity_ms = static_cast<std::uint32_t>(number(10));
    return std::optional(std::move(kept));
}

SqlResult<bool> Tables::next_entry(Statement& rows, KeptEntry& kept) {
    auto row = rows.step();
    if (!row || !*row) return row;
    const std::int64_t kind = rows.number(1);
    if (kind < 0 || kind > static_cast<std::int64_t>(EntryKind::general_interrogation)) return false;
    if (!unpack_included(rows.octets(4), kept.included)) return false;
    const Bytes values = rows.octets(5);
    kept.values.assign(values.begin(), values.end());
    Entry& entry = kept.entry;
    entry.number = from_column(rows.number(0));
    entry.kind = static_cast<EntryKind>(kind);
    entry.time.days = static_cast<std::uint16_t>(rows.number(2));
    entry.time.milliseconds = static_cast<std::uint32_t>(rows.number(3));
    entry.included = kept.included;
    entry.values = kept.values;
    return true;
}

/// The one column of a statement whose ?1 is the IED.
SqlResult<std::vector<std::string>> Tables::names(const char* statement) {
    auto rows = database_.prepare(statement);
    if (!rows) return SqlFailure(std::move(rows).error());
    rows->bind(1, std::string_view(ied_));
    std::vector<std::string> all;
    for (;;) {
        auto row = rows->step();
        if (!row) return SqlFailure(std::move(row).error());
        if (!*row) return all;
        all.emplace_back(rows->text(0));
    }
}

SqlResult<std::vector<std::string>> Tables::blocks() {
    return names("SELECT reference FROM block WHERE ied = ?1 ORDER BY id");
}

SqlResult<std::vector<std::string>> Tables::other_ieds() {
    return names(
        "SELECT ied FROM data_set WHERE ied <> ?1 UNION SELECT ied FROM block WHERE ied <> ?1 "
        "UNION SELECT ied FROM setting_block WHERE ied <> ?1 ORDER BY ied");
}

SqlResult<void> Tables::drop_data_set(std::string_view reference) {
    return delete_set_.bind(1, std::string_view(ied_)).bind(2, reference).run();
}

SqlResult<void> Tables::drop_block(std::string_view reference) {
    auto id = id_of(reference);
    if (!id) return SqlFailure(std::move(id).error());
    const std::string which = std::to_string(*id);
    return database_.run(("BEGIN; DELETE FROM entry WHERE block = " + which +
                          "; DELETE FROM block WHERE id = " + which + "; COMMIT;")
                             .c_str());
}

// ---- groups
// ---------------------------------------------------------------------------------------------------

SqlResult<void> Tables::apply(const Group& group) {
    if (!group.at_once) return commit(group);
    // With FULL the write-ahead log is synchronised when a transaction commits, not only now and then.
    if (auto set = database_.run("PRAGMA synchronous = FULL"); !set) return set;
    auto applied = commit(group);
    if (auto set = database_.run("PRAGMA synchronous = NORMAL"); !set && applied) return set;
    return applied;
}

SqlResult<void> Tables::commit(const Group& group) {
    if (auto begun = database_.run("BEGIN IMMEDIATE"); !begun) return begun;
    auto applied = apply_all(group);
    if (applied) applied = database_.run("COMMIT");
    if (applied) return applied;
    // What is remembered of the rows may be wrong now; it is read again when it is needed.
    blocks_.clear();
    static_cast<void>(database_.run("ROLLBACK"));
    return applied;
}

SqlResult<void> Tables::apply_all(const Group& group) {
    SqlResult<void> result;
    group.each([&](Bytes record) {
        result = apply_one(record);
        return result.has_value();
    });
    for (auto& [reference, block] : blocks_) {
        if (result && block.touched) result = settle(block);
    }
    return result;
}

SqlResult<void> Tables::apply_one(Bytes octets) {
    Unpacker record(octets);
    switch (record.kind()) {
        case RecordKind::set_created: return create_set(record);
        case RecordKind::set_deleted: return drop_data_set(record.text());
        case RecordKind::entry: return add_entry(record);
        case RecordKind::state: return set_state(record);
        case RecordKind::settings: return settings_.apply(record);
        case RecordKind::purged: {
            auto block = block_of(record.text());
            if (!block) return SqlFailure(std::move(block).error());
            return purge(**block);
        }
    }
    return {};
}

SqlResult<void> Tables::create_set(Unpacker& record) {
    const std::string_view reference = record.text();
    return insert_set_.bind(1, std::string_view(ied_)).bind(2, reference).bind(3, record.text()).run();
}

SqlResult<std::int64_t> Tables::id_of(std::string_view reference) {
    auto row = find_block_.bind(1, std::string_view(ied_)).bind(2, reference).step();
    if (!row) return SqlFailure(std::move(row).error());
    if (!*row) return 0;
    const std::int64_t id = find_block_.number(0);
    if (auto ended = find_block_.run(); !ended) return SqlFailure(std::move(ended).error());
    return id;
}

SqlResult<Tables::Block*> Tables::block_of(std::string_view reference) {
    if (const auto known = blocks_.find(reference); known != blocks_.end()) return &known->second;
    Block block;
    auto row = find_block_.bind(1, std::string_view(ied_)).bind(2, reference).step();
    if (!row) return SqlFailure(std::move(row).error());
    if (*row) {
        block.id = find_block_.number(0);
        block.last = from_column(find_block_.number(1));
        if (auto ended = find_block_.run(); !ended) return SqlFailure(std::move(ended).error());
    } else {
        row = insert_block_.bind(1, std::string_view(ied_)).bind(2, reference).step();
        if (!row) return SqlFailure(std::move(row).error());
        block.id = insert_block_.number(0);
        if (auto ended = insert_block_.run(); !ended) return SqlFailure(std::move(ended).error());
    }
    auto rows = database_.prepare(
        "SELECT number, length(included) + length(octets) FROM entry WHERE block = ?1 ORDER BY number");
    if (!rows) return SqlFailure(std::move(rows).error());
    rows->bind(1, block.id);
    for (;;) {
        row = rows->step();
        if (!row) return SqlFailure(std::move(row).error());
        if (!*row) break;
        block.rows.push_back({from_column(rows->number(0)), static_cast<std::size_t>(rows->number(1))});
        block.octets += block.rows.back().octets;
    }
    return &blocks_.emplace(reference, std::move(block)).first->second;
}

SqlResult<void> Tables::add_entry(Unpacker& record) {
    auto found = block_of(record.text());
    if (!found) return SqlFailure(std::move(found).error());
    Block& block = **found;
    const auto number = record.number<std::uint64_t>();
    const auto kind = record.number<std::uint8_t>();
    const auto days = record.number<std::uint16_t>();
    const auto milliseconds = record.number<std::uint32_t>();
    const Bytes included = record.octets();
    const Bytes values = record.octets();
    insert_entry_.bind(1, block.id).bind(2, to_column(number)).bind(3, std::int64_t{kind});
    insert_entry_.bind(4, std::int64_t{days}).bind(5, std::int64_t{milliseconds});
    insert_entry_.bind(6, included).bind(7, values);
    if (auto inserted = insert_entry_.run(); !inserted) return inserted;
    block.touched = true;
    block.last = std::max(block.last, number);
    block.rows.push_back({number, included.size() + values.size()});
    block.octets += block.rows.back().octets;
    // One more than the ring holds does no harm: it counts its headers, too.
    while (block.rows.size() > limits_.max_entries ||
           (block.octets > limits_.max_octets && block.rows.size() > 1)) {
        block.drop_up_to = block.rows.front().number;
        block.octets -= block.rows.front().octets;
        block.rows.pop_front();
    }
    return {};
}

SqlResult<void> Tables::purge(Block& block) {
    block.touched = true;
    if (!block.rows.empty()) block.drop_up_to = block.rows.back().number;
    block.rows.clear();
    block.octets = 0;
    return {};
}

SqlResult<void> Tables::set_state(Unpacker& record) {
    auto found = block_of(record.text());
    if (!found) return SqlFailure(std::move(found).error());
    Block& block = **found;
    block.touched = true;
    update_state_.bind(1, block.id);
    update_state_.bind(2, to_column(record.number<std::uint64_t>()));
    update_state_.bind(3, to_column(record.number<std::uint64_t>()));
    block.last = std::max(block.last, record.number<std::uint64_t>());
    update_state_.bind(4, std::int64_t{record.number<std::uint32_t>()});
    update_state_.bind(5, record.text());
    update_state_.bind(6, record.text());
    update_state_.bind(7, std::int64_t{record.number<std::uint16_t>()});
    update_state_.bind(8, std::int64_t{record.number<std::uint16_t>()});
    update_state_.bind(9, std::int64_t{record.number<std::uint32_t>()});
    update_state_.bind(10, std::int64_t{record.number<std::uint32_t>()});
    return update_state_.run();
}

/// What is done once for all records of a group.
SqlResult<void> Tables::settle(Block& block) {
    block.touched = false;
    auto updated = update_last_.bind(1, block.id).bind(2, to_column(block.last)).run();
    if (!updated || block.drop_up_to == 0) return updated;
    return delete_entries_.bind(1, block.id).bind(2, to_column(std::exchange(block.drop_up_to, 0))).run();
}

}  // namespace busbar::store
