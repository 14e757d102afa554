// SPDX-License-Identifier: Apache-2.0
// Files that a store does not use: named, and left as they are.
#include "store/test_store.hpp"

namespace busbar::store {
namespace {

using namespace testing;  // NOLINT: the tests' own vocabulary

TEST_F(StoreTest, AFileThatIsNoStoreIsNamedAndLeftAsItIs) {
    for (const std::string& text : {std::string("x"), std::string("hello, world"), std::string(4096, 'z'),
                                    std::string("SQLite format 3\0", 16) + std::string(84, '\xFF'),
                                    std::string("SQLite format 3\0", 16) + std::string(5000, '\0')}) {
        put_contents(text);
        const Error error = refusal();
        EXPECT_EQ(error.fault, Fault::malformed) << error.message();
        EXPECT_NE(error.message().find("state.db"), std::string::npos) << error.message();
        EXPECT_TRUE(contents() == text);
        EXPECT_FALSE(std::filesystem::exists(options.file + "-wal"));
    }
}

TEST_F(StoreTest, ADamagedStoreIsNamedAndLeftAsItIs) {
    {
        const auto store = started();
        append(*store, 1, 200, 500);
    }
    const std::string whole = contents();
    ASSERT_GT(whole.size(), 50'000U);
    std::string cut = whole.substr(0, whole.size() / 2);
    std::string overwritten = whole;
    overwritten.replace(8192, 8192, std::string(8192, '\x55'));
    for (const std::string& damaged : {cut, overwritten}) {
        put_contents(damaged);
        const Error error = refusal();
        EXPECT_EQ(error.fault, Fault::malformed) << error.message();
        EXPECT_NE(error.message().find("state.db"), std::string::npos) << error.message();
        EXPECT_TRUE(contents() == damaged);
    }
    put_contents(whole);
    EXPECT_EQ(load(*open(), block, 500).numbers, numbers(1, 200));
}

TEST_F(StoreTest, AnotherVersionOrProgramIsRefused) {
    open().reset();
    for (const char* change : {"PRAGMA user_version = 2", "PRAGMA application_id = 7"}) {
        {
            auto database = Database::open(options.file);
            ASSERT_TRUE(database);
            ASSERT_TRUE(database->run(change));
        }
        const std::string before = contents();
        const Error error = refusal();
        EXPECT_EQ(error.fault, Fault::unsupported) << error.message();
        EXPECT_NE(error.message().find("state.db"), std::string::npos) << error.message();
        EXPECT_TRUE(contents() == before);
    }
}

TEST_F(StoreTest, PathsThatCannotBeWritten) {
    for (const std::filesystem::path& path : {folder / "nowhere" / "state.db", folder}) {
        options.file = path.string();
        const Error error = refusal();
        EXPECT_EQ(error.fault, Fault::io) << error.message();
        EXPECT_NE(error.message().find(path.string()), std::string::npos) << error.message();
    }
    options.file.clear();
    EXPECT_EQ(refusal().fault, Fault::misuse);
}

TEST_F(StoreTest, OneUserAtATime) {
    auto store = open();
    const Error error = refusal();
    EXPECT_EQ(error.fault, Fault::io);
    EXPECT_NE(error.message().find("in use"), std::string::npos) << error.message();
    store.reset();
    EXPECT_NE(open(), nullptr);
}

}  // namespace
}  // namespace busbar::store
