// SPDX-License-Identifier: Apache-2.0
// Files through both faces of the client, over sockets, out of and into a real folder of the public server.
#if defined(__GNUC__) && !defined(__clang__)
// GCC 12 with sanitizers takes Asio's own pair of allocation functions for coroutine frames to be mismatched.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
#endif

#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <busbar/async_client.hpp>
#include <busbar/client.hpp>
#include <busbar/server.hpp>
#include <filesystem>
#include <fstream>
#include <thread>

namespace busbar {
namespace {

namespace fs = std::filesystem;
using boost::asio::awaitable;

/// The demo station on a thread of its own, with files.
class FileStation {
public:
    FileStation() {
        std::string pattern = (fs::temp_directory_path() / "busbar-files-XXXXXX").string();
        root = ::mkdtemp(pattern.data());
        ServerOptions options;
        options.listen = "127.0.0.1:0";
        options.files.folder = root.string();
        options.files.allow_write = options.files.allow_delete = options.files.allow_rename = true;
        const auto scl = Scl::load(BUSBAR_SOURCE_DIR "/examples/demo.cid");
        server_.emplace(Server::create(loop_, scl->ied(""), options).value());
        target = server_->addresses().front();
        thread_ = std::thread([this] { (void)loop_.run(); });
    }
    ~FileStation() {
        loop_.stop();
        thread_.join();
        server_.reset();
        fs::remove_all(root);
    }
    FileStation(const FileStation&) = delete;
    FileStation& operator=(const FileStation&) = delete;

    fs::path root;
    std::string target;

private:
    EventLoop loop_;
    std::optional<Server> server_;
    std::thread thread_;
};

std::vector<std::uint8_t> content(std::size_t octets) {
    std::vector<std::uint8_t> all(octets);
    for (std::size_t i = 0; i < octets; ++i) all[i] = static_cast<std::uint8_t>(i * 7 % 251);
    return all;
}

TEST(FileFaces, Blocking) {
    FileStation station;
    auto client = Client::connect(station.target).value();
    const auto sent = content(1'000'000);
    ASSERT_TRUE(client.put_file("a.dat", FileSource::from_memory(sent)));
    EXPECT_EQ(fs::file_size(station.root / "a.dat"), sent.size());
    EXPECT_EQ(client.get_file("a.dat").value(), sent);
    const auto info = client.file_info("a.dat").value();
    EXPECT_EQ(info.size, sent.size());
    ASSERT_TRUE(info.modified);
    EXPECT_LT(std::chrono::abs(std::chrono::system_clock::now() - *info.modified), std::chrono::hours(1));
    EXPECT_TRUE(client.rename_file("a.dat", "b.dat"));
    const auto files = client.list_files().value();
    ASSERT_EQ(files.size(), 1U);
    EXPECT_EQ(files[0].path, "b.dat");
    EXPECT_TRUE(client.delete_file("b.dat"));
    EXPECT_EQ(client.get_file("b.dat").error().code, Code::service_error(11, 7));
    EXPECT_TRUE(client.release());
}

awaitable<void> use_files(std::string target, std::vector<std::uint8_t> sent) {
    auto connected = co_await AsyncClient::connect(target);
    EXPECT_TRUE(connected);
    if (!connected) co_return;
    AsyncClient& client = *connected;
    PutFileOptions put_options;
    FileSource source = FileSource::from_memory(sent);
    const auto put = co_await client.put_file("a.dat", std::move(source), std::move(put_options));
    EXPECT_TRUE(put);
    std::vector<std::uint8_t> got;
    FileSink sink = [&got](std::span<const std::uint8_t> octets) -> Result<void> {
        got.insert(got.end(), octets.begin(), octets.end());
        return {};
    };
    GetFileOptions get_options;
    get_options.position = 100;
    const auto transfer = co_await client.get_file("a.dat", std::move(sink), std::move(get_options));
    EXPECT_TRUE(transfer);
    EXPECT_TRUE(std::equal(got.begin(), got.end(), sent.begin() + 100, sent.end()));
    const auto whole = co_await client.get_file("a.dat");
    EXPECT_EQ(whole.value(), sent);
    FileListOptions list_options;
    const auto files = co_await client.list_files("", list_options);
    EXPECT_EQ(files->size(), 1U);
    const auto info = co_await client.file_info("a.dat");
    EXPECT_EQ(info->size, sent.size());
    const auto renamed = co_await client.rename_file("a.dat", "b.dat");
    EXPECT_TRUE(renamed);
    const auto deleted = co_await client.delete_file("b.dat");
    EXPECT_TRUE(deleted);
    (void)co_await client.release();
}

TEST(FileFaces, Coroutines) {
    FileStation station;
    boost::asio::io_context context;
    auto done =
        boost::asio::co_spawn(context, use_files(station.target, content(300'000)), boost::asio::use_future);
    context.run();
    done.get();
    EXPECT_TRUE(fs::is_empty(station.root));
}

TEST(FileFaces, FolderThatIsNone) {
    const auto scl = Scl::load(BUSBAR_SOURCE_DIR "/examples/demo.cid");
    ServerOptions options;
    options.listen = "127.0.0.1:0";
    options.files.folder = "/nowhere/at/all";
    EXPECT_EQ(Server::create(scl->ied(""), options).error().fault, Fault::io);
}

}  // namespace
}  // namespace busbar
