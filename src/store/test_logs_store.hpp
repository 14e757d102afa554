// SPDX-License-Identifier: Apache-2.0
// For tests: a store of logs in a folder of its own.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "store/logs.hpp"

namespace busbar::store::testing {

using server::log::BlockState;
using server::log::Entry;
using server::log::EntryNumber;
using server::log::Journal;

inline constexpr std::string_view event_log = "LD1/LLN0$EventLog", other_log = "LD1/LLN0$OtherLog",
                                  control_block = "LD1/LLN0$LG$lcb1";

class LogStoreTest : public ::testing::Test {
protected:
    LogStoreTest() {
        std::string name = (std::filesystem::temp_directory_path() / "busbar-logs-XXXXXX").string();
        EXPECT_NE(::mkdtemp(name.data()), nullptr);
        folder = name;
        options.file = (folder / "state.db.logs").string();
        options.ied = "IED1";
        options.on_error = [this](const Error& error) { errors.push_back(error); };
    }
    ~LogStoreTest() override { std::filesystem::remove_all(folder); }
    LogStoreTest(const LogStoreTest&) = delete;
    LogStoreTest& operator=(const LogStoreTest&) = delete;

    std::unique_ptr<LogStore> open() {
        auto opened = LogStore::open(options);
        EXPECT_TRUE(opened) << opened.error().message();
        return opened ? *std::move(opened) : nullptr;
    }
    Error refusal() {
        auto opened = LogStore::open(options);
        EXPECT_FALSE(opened);
        return opened ? Error() : std::move(opened).error();
    }
    static std::vector<EntryNumber> numbers(Journal& journal, const server::log::JournalRange& range = {}) {
        std::vector<EntryNumber> all;
        EXPECT_TRUE(journal.read(range, [&](const Entry& entry) {
            all.push_back(entry.number);
            return true;
        }));
        return all;
    }

    std::filesystem::path folder;
    LogStoreOptions options;
    std::vector<Error> errors;
};

}  // namespace busbar::store::testing
