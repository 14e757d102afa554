// SPDX-License-Identifier: Apache-2.0
// The public server with a store: made, found again, refused. What is in it is tested in store/.
#include <busbar/server.hpp>

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace busbar {
namespace {

class ServerStoreTest : public ::testing::Test {
protected:
    ServerStoreTest() {
        std::string name = (std::filesystem::temp_directory_path() / "busbar-server-XXXXXX").string();
        EXPECT_NE(::mkdtemp(name.data()), nullptr);
        folder = name;
        file = (folder / "state.db").string();
    }
    ~ServerStoreTest() override { std::filesystem::remove_all(folder); }
    ServerStoreTest(const ServerStoreTest&) = delete;
    ServerStoreTest& operator=(const ServerStoreTest&) = delete;

    static Result<Server> create(const std::string& store) {
        static const Result<Scl> scl = Scl::load(BUSBAR_SOURCE_DIR "/examples/demo.cid");
        EXPECT_TRUE(scl);
        ServerOptions options;
        options.listen = "127.0.0.1:0";
        options.store = store;
        return Server::create(scl->ied(), std::move(options));
    }

    std::filesystem::path folder;
    std::string file;
};

TEST_F(ServerStoreTest, IsMadeAndFoundAgain) {
    {
        const auto server = create(file);
        ASSERT_TRUE(server) << server.error().message();
        EXPECT_TRUE(server->store_notices().empty());
        const auto second = create(file);
        ASSERT_FALSE(second);
        EXPECT_NE(second.error().message().find("in use"), std::string::npos) << second.error().message();
    }
    EXPECT_TRUE(std::filesystem::exists(file));
    const auto server = create(file);
    ASSERT_TRUE(server) << server.error().message();
    EXPECT_TRUE(server->store_notices().empty());
    EXPECT_TRUE(create({}));
}

TEST_F(ServerStoreTest, ThatCannotBeUsedStopsTheServerAndIsLeftAsItIs) {
    const std::string missing = (folder / "missing" / "state.db").string();
    const auto nowhere = create(missing);
    ASSERT_FALSE(nowhere);
    EXPECT_EQ(nowhere.error().fault, Fault::io);
    EXPECT_NE(nowhere.error().message().find(missing), std::string::npos);
    std::ofstream(file) << "no database, but somebody's notes";
    const auto foreign = create(file);
    ASSERT_FALSE(foreign);
    EXPECT_EQ(foreign.error().fault, Fault::malformed);
    EXPECT_NE(foreign.error().message().find(file), std::string::npos);
    std::string notes;
    std::getline(std::ifstream(file), notes);
    EXPECT_EQ(notes, "no database, but somebody's notes");
}

}  // namespace
}  // namespace busbar
