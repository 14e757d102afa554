// SPDX-License-Identifier: Apache-2.0
#include "values/option_text.hpp"

#include <gtest/gtest.h>

namespace busbar::program {
namespace {

using namespace std::chrono_literals;

TEST(Duration, HasUnitsAndSums) {
    EXPECT_EQ(parse_duration("250ms", 1s).value(), 250ms);
    EXPECT_EQ(parse_duration("1.5s", 1s).value(), 1500ms);
    EXPECT_EQ(parse_duration("2m", 1s).value(), 2min);
    EXPECT_EQ(parse_duration("2min", 1s).value(), 2min);
    EXPECT_EQ(parse_duration("1h30m", 1s).value(), 90min);
    EXPECT_EQ(parse_duration("10us", 1s).value(), 10us);
    EXPECT_EQ(parse_duration("1d", 1s).value(), 24h);
    EXPECT_EQ(parse_duration("7", 1s).value(), 7s);
    EXPECT_EQ(parse_duration("7", 1ms).value(), 7ms);
    EXPECT_EQ(parse_duration("0", 1s).value(), 0s);
    for (const char* wrong : {"", "s", "1x", "-1s", "1s5", "5 s", "nan", "inf", "1e30h", "1,5s"})
        EXPECT_FALSE(parse_duration(wrong, 1s)) << wrong;
}

TEST(Duration, IsShownInTheLargestUnitWithoutFraction) {
    EXPECT_EQ(duration_text(0s), "0");
    EXPECT_EQ(duration_text(1500ms), "1500ms");
    EXPECT_EQ(duration_text(10s), "10s");
    EXPECT_EQ(duration_text(120s), "2m");
    EXPECT_EQ(duration_text(2h), "2h");
    EXPECT_EQ(duration_text(15us), "15us");
    EXPECT_EQ(duration_text(15ns), "15ns");
}

TEST(TrgOpsList, ReadsNamesInAnyCaseBetweenSeparators) {
    EXPECT_EQ(parse_trg_ops("dchg,qchg,integrity").value().text(), "dchg qchg integrity");
    EXPECT_EQ(parse_trg_ops("DCHG|GI").value().text(), "dchg gi");
    EXPECT_EQ(parse_trg_ops("dupd intg").value().text(), "dupd integrity");
    EXPECT_EQ(parse_trg_ops("all").value().text(), "dchg qchg dupd integrity gi");
    EXPECT_EQ(parse_trg_ops("none").value(), TrgOps());
    EXPECT_EQ(parse_trg_ops("").value(), TrgOps());
    const auto wrong = parse_trg_ops("dchg,chg");
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().fault, Fault::misuse);
    EXPECT_NE(wrong.error().text.find("'chg'"), std::string::npos);
    EXPECT_NE(wrong.error().text.find("integrity"), std::string::npos);
}

TEST(OptFldsList, ReadsNamesAndLeavesSegmentationToTheServer) {
    EXPECT_EQ(parse_opt_flds("seqNum,timeStamp,reasonCode").value().text(), "seqNum timeStamp reasonCode");
    EXPECT_EQ(parse_opt_flds("configRef").value(), parse_opt_flds("confRev").value());
    EXPECT_FALSE(parse_opt_flds("all").value().segmentation);
    EXPECT_TRUE(parse_opt_flds("all").value().entry_id);
    EXPECT_TRUE(parse_opt_flds("segmentation").value().segmentation);
    EXPECT_FALSE(parse_opt_flds("seqnumber"));
    // What text() says can be read.
    const OptFlds all = parse_opt_flds("all,segmentation").value();
    EXPECT_EQ(parse_opt_flds(all.text()).value(), all);
}

}  // namespace
}  // namespace busbar::program
