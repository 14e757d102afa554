// SPDX-License-Identifier: Apache-2.0
// GetFile that goes on from what is there: whether what comes fits to it.
#include "client/test_file_station.hpp"

namespace busbar::client {
namespace {

using testing::FileStation;
using testing::long_text;
using testing::TestPeer;

/// The options to go on after the first `position` octets of `content`, of which the last `octets` are told.
GetFileOptions after(const std::string& content, std::uint32_t position, std::size_t octets) {
    GetFileOptions options;
    options.position = position;
    const std::string before = content.substr(position - octets, octets);
    options.before.assign(before.begin(), before.end());
    return options;
}

TEST(FileResume, OnlyWhatIsNotThereIsGiven) {
    TestPeer peer;
    FileStation station(peer);
    station.files["a"] = long_text(1000);
    for (const std::size_t octets : {0UL, 1UL, 99UL, 100UL, 101UL, 250UL, 300UL}) {
        EXPECT_EQ(station.get("a", after(station.files["a"], 300, octets)).value(),
                  station.files["a"].substr(300))
            << octets;
    }
    EXPECT_EQ(station.get("a", after(station.files["a"], 1000, 150)).value(), "");
}

TEST(FileResume, OctetsCountFromThePosition) {
    TestPeer peer;
    FileStation station(peer);
    station.files["a"] = long_text(1000);
    GetFileOptions options = after(station.files["a"], 300, 250);
    std::vector<std::uint64_t> progress;
    options.progress = [&](std::uint64_t done, std::uint64_t) { progress.push_back(done); };
    const auto transfer = peer.run(get_file(
        peer.remote, "a", [](auto) { return Result<void>(); }, std::move(options)));
    ASSERT_TRUE(transfer);
    EXPECT_EQ(transfer->octets, 700U);
    ASSERT_EQ(progress.size(), 10U);  // 950 octets in blocks of 100
    EXPECT_EQ(progress.front(), 300U) << "what is there is not less than it was";
    EXPECT_EQ(progress[3], 450U);
    EXPECT_EQ(progress.back(), 1000U);
}

TEST(FileResume, AnotherFileMeanwhile) {
    TestPeer peer;
    FileStation station(peer);
    station.files["a"] = long_text(1000);
    for (const std::size_t differs : {50UL, 149UL, 299UL}) {
        std::string former = station.files["a"];
        former[differs] = '#';
        std::string given;
        const FileSink sink = [&](std::span<const std::uint8_t> octets) -> Result<void> {
            given.append(octets.begin(), octets.end());
            return {};
        };
        const auto transfer = peer.run(get_file(peer.remote, "a", sink, after(former, 300, 250)));
        ASSERT_FALSE(transfer) << differs;
        EXPECT_EQ(transfer.error().fault, Fault::unsupported);
        EXPECT_EQ(given, "") << "nothing that does not fit";
        EXPECT_EQ(station.open.size(), 0U);
    }
}

TEST(FileResume, MoreIsHereThanTheFileHas) {
    TestPeer peer;
    FileStation station(peer);
    station.files["a"] = long_text(1000);
    for (const std::size_t more : {1UL, 49UL, 50UL}) {
        const std::string longer = station.files["a"] + std::string(more, '#');
        const auto got = station.get("a", after(longer, static_cast<std::uint32_t>(longer.size()), 50));
        ASSERT_FALSE(got) << more;
        EXPECT_EQ(got.error().fault, Fault::unsupported);
    }
}

TEST(FileResume, AServerThatSendsTheFirstOctetsFromAnyPosition) {
    TestPeer peer;
    FileStation station(peer);
    station.files["a"] = long_text(1000);
    station.sends_from_start = true;
    const auto got = station.get("a", after(station.files["a"], 300, 50));
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().fault, Fault::unsupported);
}

TEST(FileResume, MoreThanIsThereIsNoFileThatThereWas) {
    TestPeer peer;
    FileStation station(peer);
    station.files["a"] = long_text(1000);
    GetFileOptions options = after(station.files["a"], 300, 300);
    options.position = 200;
    EXPECT_EQ(station.get("a", options).error().fault, Fault::misuse);
}

}  // namespace
}  // namespace busbar::client
