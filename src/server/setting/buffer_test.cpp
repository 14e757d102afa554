// SPDX-License-Identifier: Apache-2.0
// The edit buffer is seen by the client that edits, in every way of reading, and by nobody else in any.
#include <gmock/gmock.h>

#include "server/server.hpp"
#include "server/setting/test_settings.hpp"

namespace busbar::server {
namespace {

using namespace testing;  // NOLINT: the tests' own vocabulary
using ::testing::HasSubstr;
using ::testing::Not;

class EditBuffer : public SettingTest {
protected:
    /// Group 1 is active, group 2 is edited: StrVal 1.5 and 9, OpDlTmms 100 and 999.
    EditBuffer() : owner(join(1)), other(join(2)) {
        EXPECT_EQ(edit(*owner, 2), "ok");
        EXPECT_EQ(set(*owner, start_se, real(9)), "ok");
        EXPECT_EQ(set(*owner, delay_se, integer_data(999)), "ok");
    }
    static std::string parts(TestClient& client, std::string_view item,
                             const std::vector<std::string_view>& components) {
        std::vector<mms::AlternateAccessItem> items;
        for (const std::string_view component : components) {
            items.push_back({mms::AlternateAccessSelection{mms::SelectAccess{mms::Component{component}}}});
        }
        mms::ListEntry entry = variable("LD0", item);
        entry.alternate_access = mms::AlternateAccess(items);
        return results_text(read(client, {entry}));
    }
    std::unique_ptr<TestClient> owner, other;
};

TEST_F(EditBuffer, AWholeLogicalNodeGivesNothingAway) {
    for (const char* what : {"before", "after another group became active"}) {
        const std::string mine = get(*owner, "PTOC1"), theirs = get(*other, "PTOC1");
        EXPECT_THAT(mine, HasSubstr("999")) << what;
        EXPECT_THAT(theirs, Not(HasSubstr("999"))) << what;
        EXPECT_THAT(theirs, Not(HasSubstr("<"))) << what;
        // In FC SE and SG alike.
        const std::string active = shown_value(delay_sg);
        const auto first = theirs.find(active);
        EXPECT_NE(first, std::string::npos) << what;
        EXPECT_NE(theirs.find(active, first + 1), std::string::npos) << what;
        EXPECT_EQ(act(*other, 3), "ok");
    }
}

TEST_F(EditBuffer, PartsOfALogicalNodeGiveNothingAway) {
    for (const char* part : {"SE", "SE$OpDlTmms", "SE$OpDlTmms$setVal"}) {
        EXPECT_EQ(parts(*other, "PTOC1", {part}), "<temporarily-unavailable>") << part;
        EXPECT_THAT(parts(*owner, "PTOC1", {part}), HasSubstr("999")) << part;
        EXPECT_THAT(parts(*other, "PTOC1", {part, "SG"}), Not(HasSubstr("999"))) << part;
    }
    EXPECT_EQ(get(*other, "PTOC1$SE"), "<temporarily-unavailable>");
    EXPECT_THAT(get(*owner, "PTOC1$SE"), HasSubstr("999"));
}

TEST_F(EditBuffer, IsNoProcessValue) {
    EXPECT_EQ(shown_value(delay_se), "100");
    class Counter : public model::ChangeObserver {
    public:
        void on_changes(std::span<const model::Change>, const Now&) override { ++calls; }
        int calls = 0;
    } counter;
    server.process().add_observer(counter);
    server.process().watch(server.model().find("LD0", "PTOC1$SE"));
    EXPECT_EQ(set(*owner, delay_se, integer_data(5)), "ok");
    EXPECT_EQ(get(*owner, delay_se), "5");
    EXPECT_EQ(counter.calls, 0);
    server.process().remove_observer(counter);
}

TEST_F(EditBuffer, TheApplicationSeesItWhenItIsToApprove) {
    std::vector<std::string> seen;
    server.settings().set_approval([&](const setting::Change&) {
        seen.push_back(shown_value(delay_se));
        return seen.size() == 1 ? std::optional(DataAccessError::object_access_denied) : std::nullopt;
    });
    EXPECT_EQ(confirm(*owner), "object-access-denied");
    EXPECT_EQ(shown_value(delay_se), "100");
    EXPECT_EQ(get(*owner, delay_se), "999");
    EXPECT_EQ(confirm(*owner), "ok");
    EXPECT_EQ(seen, (std::vector<std::string>{"999", "999"}));
    EXPECT_EQ(in_group(2, delay_sg), "999");
    EXPECT_EQ(shown_value(delay_se), "100");
}

TEST_F(EditBuffer, AnApprovalChangesNoSettings) {
    std::vector<bool> misuse;
    server.settings().set_approval([&](const setting::Change&) -> std::optional<DataAccessError> {
        const auto selected = server.settings().select_active(0, 3, now);
        misuse.push_back(!selected && selected.error().fault == Fault::misuse);
        return std::nullopt;
    });
    EXPECT_EQ(confirm(*owner), "ok");
    EXPECT_EQ(misuse, std::vector<bool>{true});
    EXPECT_EQ(in_group(2, delay_sg), "999");
    EXPECT_EQ(shown_value(delay_se), "100");
}

TEST_F(EditBuffer, OutlivesAChangeOfTheActiveGroup) {
    EXPECT_EQ(act(*other, 2), "ok");
    EXPECT_EQ(shown_value(delay_sg), "200");
    EXPECT_EQ(shown_value(delay_se), "200");
    EXPECT_EQ(get(*owner, delay_se), "999");
    EXPECT_EQ(confirm(*owner), "ok");
    EXPECT_EQ(shown_value(delay_sg), "999");
    EXPECT_EQ(shown_value(delay_se), "999");
}

TEST_F(EditBuffer, TwoDevicesTwoBuffers) {
    EXPECT_EQ(edit(*other, 3, "LD1"), "ok");
    EXPECT_EQ(set(*other, delay_se, integer_data(555), "LD1"), "ok");
    EXPECT_EQ(get(*owner, delay_se), "999");
    EXPECT_EQ(get(*owner, delay_se, "LD1"), "<temporarily-unavailable>");
    EXPECT_EQ(get(*other, delay_se), "<temporarily-unavailable>");
    EXPECT_EQ(get(*other, delay_se, "LD1"), "555");
    EXPECT_THAT(get(*owner, "PTOC1", "LD1"), Not(HasSubstr("555")));
    EXPECT_EQ(edit(*owner, 1, "LD1"), "temporarily-unavailable");
    owner.reset();
    EXPECT_EQ(get(*other, delay_se, "LD1"), "555");
}

/// Who edits several devices reads and confirms each.
TEST_F(EditBuffer, OneClientTwoBuffers) {
    EXPECT_EQ(edit(*owner, 3, "LD1"), "ok");
    EXPECT_EQ(set(*owner, delay_se, integer_data(555), "LD1"), "ok");
    EXPECT_EQ(results_text(read(
                  *owner, {variable("LD0", delay_se), variable("LD1", delay_se), variable("LD0", delay_sg)})),
              "999; 555; 100");
    EXPECT_EQ(confirm(*owner, "LD1"), "ok");
    EXPECT_EQ(get(*owner, delay_se), "999");
    EXPECT_EQ(in_group(3, delay_sg, "LD1"), "555");
    EXPECT_EQ(in_group(2, delay_sg), "200");
}

}  // namespace
}  // namespace busbar::server
