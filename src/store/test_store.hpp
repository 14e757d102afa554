// SPDX-License-Identifier: Apache-2.0
// For tests: a store in a folder of its own, entries whose content follows from their number, and what load()
// gives.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "store/store.hpp"

namespace busbar::store::testing {

using server::report::BlockState;
using server::report::Entry;
using server::report::EntryKind;
using server::report::EntryNumber;
using server::report::IncludedMember;

inline constexpr std::string_view block = "IED1LD0/LLN0$BR$brcbA01", other_block = "IED1LD0/LLN0$BR$brcbB01";

/// An entry of two members whose content follows from its number.
struct MadeEntry {
    explicit MadeEntry(EntryNumber number, std::size_t size = 8) : values(size) {
        for (std::size_t i = 0; i < size; ++i) values[i] = static_cast<Octet>(number * 31 + i);
        const auto first = static_cast<std::uint32_t>(size / 2);
        included.push_back({0, ReasonCode::data_change, first});
        included.push_back({700, ReasonCode(ReasonCode::integrity) | ReasonCode::quality_change,
                            static_cast<std::uint32_t>(size) - first});
        entry.number = number;
        entry.kind = static_cast<EntryKind>(number % 3);
        entry.time = {static_cast<std::uint32_t>(number % 86'400'000), 15'000};
        entry.included = included;
        entry.values = values;
    }
    MadeEntry(const MadeEntry&) = delete;
    MadeEntry& operator=(const MadeEntry&) = delete;
    std::vector<IncludedMember> included;
    ByteVector values;
    Entry entry;
};

inline bool same(const Entry& a, const Entry& b) {
    return a.number == b.number && a.kind == b.kind && a.time == b.time &&
           std::equal(a.values.begin(), a.values.end(), b.values.begin(), b.values.end()) &&
           std::equal(a.included.begin(), a.included.end(), b.included.begin(), b.included.end(),
                      [](const IncludedMember& x, const IncludedMember& y) {
                          return x.member == y.member && x.reason == y.reason &&
                                 x.value_octets == y.value_octets;
                      });
}

/// What load() gives; entries must be as made.
struct Loaded : server::report::ReportStore::Receiver {
    explicit Loaded(std::size_t entry_size = 8) : size(entry_size) {}
    void state(const BlockState& from) override {
        ++states;
        last = from;
        rpt_id = from.rpt_id;
        data_set = from.data_set;
    }
    void entry(const Entry& entry) override {
        EXPECT_TRUE(same(entry, MadeEntry(entry.number, size).entry)) << entry.number;
        numbers.push_back(entry.number);
    }
    std::size_t size;
    int states = 0;
    BlockState last;
    std::string rpt_id, data_set;
    std::vector<EntryNumber> numbers;
};

inline std::vector<EntryNumber> numbers(EntryNumber first, EntryNumber last) {
    std::vector<EntryNumber> all;
    for (EntryNumber n = first; n <= last; ++n) all.push_back(n);
    return all;
}

inline BlockState made_state() {
    BlockState state;
    state.configuration = 0xFFFFFFFFFFFFFFF0U;
    state.members = 0x8000000000000001U;
    state.last_entry = 3;
    state.conf_revision = 0xFFFFFFFF;
    state.rpt_id = "events";
    state.data_set = "IED1LD0/LLN0$ds1";
    state.fields.entry_id = state.fields.segmentation = true;
    state.triggers.integrity = true;
    state.buffer_time_ms = 500;
    state.integrity_ms = 0xFFFFFFFF;
    return state;
}

class StoreTest : public ::testing::Test {
protected:
    StoreTest() {
        std::string name = (std::filesystem::temp_directory_path() / "busbar-store-XXXXXX").string();
        EXPECT_NE(::mkdtemp(name.data()), nullptr);
        folder = name;
        options.file = (folder / "state.db").string();
        options.ied = "IED1";
        options.on_error = [this](const Error& error) { errors.push_back(error); };
    }
    ~StoreTest() override { std::filesystem::remove_all(folder); }
    StoreTest(const StoreTest&) = delete;
    StoreTest& operator=(const StoreTest&) = delete;

    std::unique_ptr<Store> open() {
        auto opened = Store::open(options);
        EXPECT_TRUE(opened) << opened.error().message();
        return opened ? *std::move(opened) : nullptr;
    }
    /// Opened, with both blocks loaded.
    std::unique_ptr<Store> started(std::size_t entry_size = 8) {
        auto store = open();
        load(*store, block, entry_size);
        load(*store, other_block);
        EXPECT_TRUE(store->start());
        return store;
    }
    static Loaded load(Store& store, std::string_view reference, std::size_t entry_size = 8) {
        Loaded loaded(entry_size);
        store.load(reference, loaded);
        return loaded;
    }
    static void append(Store& store, EntryNumber first, EntryNumber last, std::size_t size = 8) {
        for (EntryNumber n = first; n <= last; ++n) store.append(block, MadeEntry(n, size).entry);
    }
    std::string contents() const {
        std::ifstream file(options.file, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    }
    void put_contents(std::string_view text) const { std::ofstream(options.file, std::ios::binary) << text; }
    Error refusal() {
        auto opened = Store::open(options);
        EXPECT_FALSE(opened);
        return opened ? Error() : std::move(opened).error();
    }

    std::filesystem::path folder;
    StoreOptions options;
    std::vector<Error> errors;
};

}  // namespace busbar::store::testing
