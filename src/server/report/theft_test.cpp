// SPDX-License-Identifier: Apache-2.0
// Nobody takes a control block from whom it belongs to: every attribute, in every state of a block, of both
// kinds and in three editions, written by another client. He is refused with the right error, nothing
// changes, and the owner loses no report.
#include "server/report/test_reports.hpp"

namespace busbar::server {
namespace {

using namespace testing;  // NOLINT: the tests' own vocabulary

enum class Held { reserved, enabled, running_out, pre_assigned, pre_assigned_enabled };

std::string_view name_of(Held held) {
    switch (held) {
        case Held::reserved: return "reserved";
        case Held::enabled: return "enabled";
        case Held::running_out: return "ResvTms running";
        case Held::pre_assigned: return "pre-assigned";
        case Held::pre_assigned_enabled: return "pre-assigned and enabled";
    }
    return "";
}

struct Attempt {
    std::string_view attribute;
    mms::Data value;
    bool read_only = false;
};

const Octet no_entry[8] = {};
const Octet some_address[4] = {192, 0, 2, 2};
const Bits other_fields(0x4000, 10);
const Bits other_triggers(0x4000, 6);

std::vector<Attempt> attempts(bool buffered) {
    std::vector<Attempt> all{
        {"RptID", visible("thief")},
        {"RptID", visible("")},
        {"RptEna", boolean(true)},
        {"RptEna", boolean(false)},
        {"DatSet", visible("LD0/LLN0$floats")},
        {"DatSet", visible("LD0/LLN0$events")},
        {"DatSet", visible("")},
        {"ConfRev", number(99), true},
        {"OptFlds", other_fields.data()},
        {"BufTm", number(77)},
        {"SqNum", number(3), true},
        {"TrgOps", other_triggers.data()},
        {"IntgPd", number(1)},
        {"GI", boolean(true)},
        {"GI", boolean(false)},
        {"Owner", as_data(ber::OctetString{some_address}), true},
    };
    if (buffered) {
        all.insert(all.end(), {{"PurgeBuf", boolean(true)},
                               {"PurgeBuf", boolean(false)},
                               {"EntryID", as_data(ber::OctetString{no_entry})},
                               {"TimeofEntry", as_data(mms::BinaryTime{1, 1}), true},
                               {"ResvTms", integer_data(5)},
                               {"ResvTms", integer_data(0)},
                               {"ResvTms", integer_data(-1)}});
    } else {
        all.insert(all.end(), {{"Resv", boolean(true)}, {"Resv", boolean(false)}});
    }
    return all;
}

class Scene : public ReportFixture {
public:
    Scene(model::Edition edition, bool buffered, Held held)
        : ReportFixture(
              ReportStation{.edition = edition, .fields = {.sequence_number = true, .entry_id = true}}),
          name_(std::string(buffered ? "brcb" : "urcb") +
                (held == Held::pre_assigned || held == Held::pre_assigned_enabled ? "P" : "01")),
          buffered_(buffered),
          held_(held),
          owner_(join(1)),
          thief_(join(2)) {
        RemoteBlock block(*owner_, name_);
        if (held == Held::pre_assigned) return;
        reserve(block);
        if (is_enabled()) {
            EXPECT_EQ(block.enable(), "ok");
        }
        if (held != Held::running_out) return;
        EXPECT_EQ(block.enable(), "ok");
        owner_->disconnect();
        server.on_time(now);
    }
    void TestBody() override {}

    std::size_t run() {
        std::size_t cases = 0;
        RemoteBlock block(*thief_, name_);
        for (const Attempt& attempt : attempts(buffered_)) {
            if (server.model().find("LD0", block.item() + "$" + std::string(attempt.attribute)) ==
                model::no_node) {
                continue;
            }
            const std::string before = results_text(read(*thief_, "LD0", block.item()));
            const char* expected = attempt.read_only ? "object-access-denied" : "temporarily-unavailable";
            EXPECT_EQ(block.set(attempt.attribute, attempt.value), expected) << label(attempt.attribute);
            EXPECT_EQ(results_text(read(*thief_, "LD0", block.item())), before) << label(attempt.attribute);
            happen();
            ++cases;
        }
        const std::string before = results_text(read(*thief_, "LD0", block.item()));
        EXPECT_EQ(write_text(write(*thief_, "LD0", block.item(), as_data(mms::Structure{}))),
                  "object-access-unsupported");
        EXPECT_EQ(results_text(read(*thief_, "LD0", block.item())), before) << label("whole");
        finish();
        return cases + 1;
    }

private:
    [[nodiscard]] bool is_enabled() const {
        return held_ == Held::enabled || held_ == Held::pre_assigned_enabled;
    }
    [[nodiscard]] std::string label(std::string_view attribute) const {
        return name_ + " " + std::string(name_of(held_)) + ": " + std::string(attribute);
    }
    void reserve(RemoteBlock& block) {
        const bool has_resv_tms = server.model().find("LD0", block.item() + "$ResvTms") != model::no_node;
        const bool may =
            held_ != Held::pre_assigned_enabled || server.model().identity().edition >= model::Edition::ed21;
        if (!buffered_) {
            EXPECT_EQ(block.set("Resv", boolean(true)), "ok");
        }
        if (buffered_ && has_resv_tms && may) {
            EXPECT_EQ(block.set("ResvTms", integer_data(1000)), "ok");
        }
        if (buffered_ && !(has_resv_tms && may)) {
            EXPECT_EQ(block.set("PurgeBuf", boolean(false)), "ok");
        }
    }
    /// An event, and where the owner listens, its report.
    void happen() {
        indicate(1, lit_ = !lit_);
        ++events_;
        if (!is_enabled()) return;
        const Report report = next(*owner_);
        EXPECT_EQ(report.sequence, reports_++ % 256);
        EXPECT_EQ(report.members, lit_ ? "0=TRUE" : "0=FALSE");
    }
    /// The owner comes, and what was buffered is all there.
    void finish() {
        if (held_ == Held::running_out) owner_ = join(1);
        RemoteBlock block(*owner_, name_);
        if (held_ == Held::pre_assigned) reserve_again(block);
        if (!is_enabled()) {
            EXPECT_EQ(block.enable(), "ok") << label("the owner");
        }
        if (buffered_ && !is_enabled()) {
            EXPECT_EQ(all(*owner_).size(), events_) << label("the owner");
        }
        indicate(2, true);
        EXPECT_EQ(next(*owner_).members, "1=TRUE") << label("the owner");
        EXPECT_TRUE(all(*thief_).empty());
    }
    void reserve_again(RemoteBlock& block) {
        if (server.model().identity().edition < model::Edition::ed21) return;
        EXPECT_EQ(buffered_ ? block.set("ResvTms", integer_data(5)) : block.set("Resv", boolean(true)), "ok");
    }

    std::string name_;
    bool buffered_;
    Held held_;
    std::unique_ptr<TestClient> owner_, thief_;
    bool lit_ = false;
    std::size_t events_ = 0, reports_ = 0;
};

TEST(Theft, IsRefusedInEveryStateByEveryAttribute) {
    std::size_t cases = 0;
    for (const auto edition : {model::Edition::ed1, model::Edition::ed2, model::Edition::ed21}) {
        for (const bool buffered : {false, true}) {
            for (const Held held : {Held::reserved, Held::enabled, Held::running_out, Held::pre_assigned,
                                    Held::pre_assigned_enabled}) {
                if (held == Held::running_out && (!buffered || edition == model::Edition::ed1)) continue;
                cases += Scene(edition, buffered, held).run();
            }
        }
    }
    RecordProperty("cases", static_cast<int>(cases));
    EXPECT_GE(cases, 500U);
}

}  // namespace
}  // namespace busbar::server
