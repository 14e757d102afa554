// SPDX-License-Identifier: Apache-2.0
// For tests of setting groups: a station with three logical devices, clients that write control blocks and
// edit buffers by name, and a store in memory.
#pragma once

#include <deque>
#include <map>

#include "server/setting/settings.hpp"
#include "server/test_client.hpp"
#include "server/test_data.hpp"
#include "server/test_station.hpp"

namespace busbar::server::testing {

using Seconds = std::chrono::seconds;

struct SettingStation {
    model::Edition edition = model::Edition::ed21;
    model::Services services;
    std::uint8_t groups = 3;
    std::uint8_t active = 1;
    std::optional<std::uint16_t> resv_tms_s = 30;
    /// Added to PTOC1 of LD0, as a model that was engineered anew has it.
    bool without_delay = false;
    bool delay_is_float = false;
    bool one_more = false;
};

/// LD0: PTOC1 with StrVal (setMag.f, groups 1, 2, 3 have 1.5, 2.5, 3.5), OpDlTmms (setVal, 100, 200, 300),
/// Curve (setVal, enumerated 1 or 2), Fixed (setVal, read-only), Name (setVal, a text). LD1: the same, a
/// control block without ResvTms. LD2: the same, without a control block.
inline void fill_settings(model::Builder& b, const SettingStation& station) {
    b.identity.edition = station.edition;
    b.services = station.services;
    const std::uint16_t curve = b.enum_type({.id = "Curve", .literals = {{1, "steep"}, {2, "flat"}}});
    for (int n = 0; n < 3; ++n) {
        const auto ld = b.logical_device({.name = "LD" + std::to_string(n)});
        const auto lln0 = b.logical_node(ld, {.ln_class = "LLN0"});
        const auto beh = b.data_object(lln0, "Beh", "ENS");
        b.attribute(beh, {.name = "stVal", .fc = Fc::st, .type = BasicType::enumerated});
        const auto ptoc = b.logical_node(ld, {.ln_class = "PTOC", .inst = "1"});
        const auto start = b.data_object(ptoc, "StrVal", "ASG");
        const auto mag = b.structure(start, {.name = "setMag", .fc = Fc::se});
        const auto f = b.attribute(mag, {.name = "f", .type = BasicType::float32});
        if (!station.without_delay) {
            const auto delay = b.data_object(ptoc, "OpDlTmms", "ING");
            const BasicType type = station.delay_is_float ? BasicType::float32 : BasicType::int32;
            const auto d = b.attribute(delay, {.name = "setVal", .fc = Fc::se, .type = type});
            for (std::uint8_t g = 1; g <= station.groups && n != 2; ++g) {
                if (station.delay_is_float) {
                    b.group_value(d, g, static_cast<float>(g));
                } else {
                    b.group_value(d, g, 100 * g);
                }
            }
        }
        const auto c =
            b.attribute(b.data_object(ptoc, "Curve", "ENG"),
                        {.name = "setVal", .fc = Fc::se, .type = BasicType::enumerated, .enum_type = curve});
        b.value(c, 1);
        b.attribute(
            b.data_object(ptoc, "Fixed", "ING"),
            {.name = "setVal", .fc = Fc::se, .type = BasicType::int32, .val_kind = model::ValKind::ro});
        b.attribute(b.data_object(ptoc, "Name", "VSG"),
                    {.name = "setVal", .fc = Fc::se, .type = BasicType::vis_string255});
        if (station.one_more) {
            const auto more = b.attribute(b.data_object(ptoc, "More", "ING"),
                                          {.name = "setVal", .fc = Fc::se, .type = BasicType::int16});
            b.value(more, 7);
        }
        if (n == 2) continue;
        for (std::uint8_t g = 1; g <= station.groups; ++g) b.group_value(f, g, static_cast<float>(g) + 0.5F);
        const auto resv_tms = n == 0 ? station.resv_tms_s : std::nullopt;
        b.setting_control(lln0, {station.groups, station.active, resv_tms});
    }
}

inline model::Image setting_image(const SettingStation& station = {}) {
    model::Builder b("IED1");
    fill_settings(b, station);
    auto built = b.build();
    EXPECT_TRUE(built) << built.error().message();
    return std::move(built->image);
}

/// Keeps everything in memory, as a file would.
class MemoryStore : public setting::SettingStore {
public:
    struct Kept {
        std::string layout;
        std::uint8_t active = 0;
        std::array<std::uint8_t, 8> activated{};
        std::map<std::uint8_t, ByteVector> groups;
    };
    void load(std::string_view block, Receiver& into) override {
        const auto found = blocks.find(std::string(block));
        if (found == blocks.end()) return;
        std::vector<setting::KeptGroup> groups;
        for (const auto& [group, values] : found->second.groups) groups.push_back({group, values});
        into.kept({found->second.layout, found->second.active, found->second.activated, groups});
    }
    void replace(std::string_view block, const setting::KeptSettings& settings) override {
        ++replaced;
        Kept& kept = blocks[std::string(block)];
        kept = {std::string(settings.layout), settings.active, settings.activated, {}};
        for (const auto& group : settings.groups) {
            kept.groups[group.number] = ByteVector(group.values.begin(), group.values.end());
        }
    }
    void notice(std::string line) override { notices.push_back(std::move(line)); }
    bool keep(std::string_view block, const setting::SettingChange& change, std::uint64_t ticket) override {
        if (!put(block, change)) return false;
        tickets.push_back(ticket);
        return true;
    }
    bool keep_later(std::string_view block, const setting::SettingChange& change) override {
        ++kept_later;
        return put(block, change);
    }

    std::map<std::string, Kept> blocks;
    std::vector<std::string> notices;
    std::vector<std::uint64_t> tickets;
    int replaced = 0, kept_later = 0;
    bool broken = false;

private:
    bool put(std::string_view block, const setting::SettingChange& change) {
        if (broken) return false;
        Kept& kept = blocks[std::string(block)];
        kept.active = change.active;
        kept.activated = change.activated;
        if (change.group.number != 0) {
            const Bytes values = change.group.values;
            kept.groups[change.group.number] = ByteVector(values.begin(), values.end());
        }
        return true;
    }
};

class SettingTest : public ::testing::Test {
protected:
    explicit SettingTest(const SettingStation& station = {}) : server(setting_image(station), {}) {}

    std::unique_ptr<TestClient> join(int host = 1) {
        auto client = std::make_unique<TestClient>(server, now, client_options(),
                                                   "192.0.2." + std::to_string(host) + ":50000");
        EXPECT_TRUE(client->associate());
        return client;
    }
    static std::string set(TestClient& client, std::string_view item, mms::Data value,
                           std::string_view domain = "LD0") {
        return write_text(write(client, domain, item, std::move(value)));
    }
    static std::string get(TestClient& client, std::string_view item, std::string_view domain = "LD0") {
        return results_text(read(client, domain, item));
    }
    static std::string act(TestClient& client, std::uint64_t group, std::string_view domain = "LD0") {
        return set(client, "LLN0$SP$SGCB$ActSG", number(group), domain);
    }
    static std::string edit(TestClient& client, std::uint64_t group, std::string_view domain = "LD0") {
        return set(client, "LLN0$SP$SGCB$EditSG", number(group), domain);
    }
    static std::string confirm(TestClient& client, std::string_view domain = "LD0") {
        return set(client, "LLN0$SP$SGCB$CnfEdit", boolean(true), domain);
    }
    /// "3 1 0 FALSE": NumOfSG, ActSG, EditSG, CnfEdit, and ResvTms where there is one.
    std::string state(std::string_view domain = "LD0") {
        std::string text;
        for (const char* name : {"NumOfSG", "ActSG", "EditSG", "CnfEdit", "ResvTms"}) {
            const auto node = server.model().find(domain, "LLN0$SP$SGCB$" + std::string(name));
            if (node == model::no_node) continue;
            if (!text.empty()) text += " ";
            text += server.process().image().value(node).text();
        }
        return text;
    }
    std::string shown_value(std::string_view item, std::string_view domain = "LD0") {
        return server.process().image().value(server.model().find(domain, item)).text();
    }
    std::string in_group(std::uint32_t group, std::string_view item, std::string_view domain = "LD0") {
        const auto value = server.settings().value(server.model().find(domain, item), group);
        return value ? value->text() : value.error().text;
    }
    void advance(Duration by) {
        now.monotonic += by;
        now.wall += by;
        server.on_time(now);
    }

    Now now = start_of_time();
    Server server;
};

inline constexpr std::string_view start_se = "PTOC1$SE$StrVal$setMag$f",
                                  start_sg = "PTOC1$SG$StrVal$setMag$f",
                                  delay_se = "PTOC1$SE$OpDlTmms$setVal",
                                  delay_sg = "PTOC1$SG$OpDlTmms$setVal";

}  // namespace busbar::server::testing
