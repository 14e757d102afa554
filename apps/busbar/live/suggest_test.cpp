// SPDX-License-Identifier: Apache-2.0
#include "live/suggest.hpp"

#include <gtest/gtest.h>

#include "live/objects.hpp"
#include "values/sample_model.hpp"

namespace busbar::program {
namespace {

using Hints = std::vector<std::string>;

Hints hints(const char* reference) {
    static const RemoteModel model = sample_model();
    const auto wanted = ObjectReference::parse(reference);
    EXPECT_TRUE(wanted) << reference;
    return suggest_path(model.root(), *wanted);
}

TEST(Suggest, NearestComponent) {
    EXPECT_EQ(hints("LD0/MMXU1.TotV.mag.f"), Hints{"did you mean LD0/MMXU1.TotW.mag.f?"});
    EXPECT_EQ(hints("LD0/MMXU1.TotW.mga.f[MX]"), Hints{"did you mean LD0/MMXU1.TotW.mag.f[MX]?"});
    EXPECT_EQ(hints("LD0/MMXU1.HA.phsAHra(2).cVal"), Hints{"did you mean LD0/MMXU1.HA.phsAHar.cVal?"});
    EXPECT_EQ(hints("LD0/MMXU1.HA.phsAHar(2).cVol"), Hints{"did you mean LD0/MMXU1.HA.phsAHar(2).cVal?"});
}

TEST(Suggest, OtherFunctionalConstraint) {
    EXPECT_EQ(hints("LD0/MMXU1.TotW.db[MX]"), Hints{"did you mean LD0/MMXU1.TotW.db[CF]?"});
}

TEST(Suggest, ListsWhatThereIsWhereNothingIsNear) {
    EXPECT_EQ(hints("LD0/MMXU1.TotW.somethingElse[MX]"), Hints{"there is: mag, q, t"});
}

TEST(Suggest, NothingForWhatExists) {
    EXPECT_EQ(hints("LD0/MMXU1.TotW.mag.f[MX]"), Hints{});
}

TEST(Suggest, LogicalDeviceWithoutTheNameOfTheIed) {
    EXPECT_EQ(did_you_mean("MEAS", {"BAY1CTRL", "BAY1MEAS"}, "", "/LLN0", "logical devices"),
              "did you mean BAY1MEAS/LLN0?");
    EXPECT_EQ(did_you_mean("XYZ", {"BAY1CTRL", "BAY1MEAS"}, "", "", "logical devices"),
              "logical devices: BAY1CTRL, BAY1MEAS");
    EXPECT_EQ(did_you_mean("XYZ", {}, "", "", "logical devices"), "");
}

TEST(Suggest, OnlyForWhatDoesNotExist) {
    EXPECT_TRUE(is_not_there(error_of(DataAccessError::object_non_existent)));
    EXPECT_FALSE(is_not_there(error_of(DataAccessError::object_access_denied)));
}

TEST(Tally, SaysHowToExit) {
    Tally all_well;
    all_well.succeeded();
    EXPECT_EQ(all_well.exit(), Exit::done);
    Tally some;
    some.succeeded();
    some.failed(Exit::service_error);
    EXPECT_EQ(some.exit(), Exit::partial);
    Tally none;
    none.failed(Exit::service_error);
    none.failed(Exit::usage);
    EXPECT_EQ(none.exit(), Exit::service_error);
}

}  // namespace
}  // namespace busbar::program
