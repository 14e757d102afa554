// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <busbar/reference.hpp>

namespace busbar {
namespace {

struct Good {
    std::string_view input;
    std::string_view text;
    std::string_view mms;
};
class GoodReference : public testing::TestWithParam<Good> {};

TEST_P(GoodReference, IsReadAndWrittenBothWays) {
    const auto reference = ObjectReference::parse(GetParam().input);
    ASSERT_TRUE(reference) << reference.error().message();
    EXPECT_EQ(reference->text(), GetParam().text);
    EXPECT_EQ(reference->mms_text(), GetParam().mms);
    EXPECT_EQ(ObjectReference::parse(reference->text()), *reference);
    if (reference->fc != Fc::none || reference->path.empty()) {
        EXPECT_EQ(ObjectReference::parse(reference->mms_text()), *reference);
    }
}
INSTANTIATE_TEST_SUITE_P(
    Forms, GoodReference,
    testing::Values(Good{"LD0", "LD0", "LD0"}, Good{"IED1LD0/LLN0", "IED1LD0/LLN0", "IED1LD0/LLN0"},
                    Good{"LD/XCBR1.Pos.stVal[ST]", "LD/XCBR1.Pos.stVal[ST]", "LD/XCBR1$ST$Pos$stVal"},
                    Good{"LD/XCBR1$ST$Pos$stVal", "LD/XCBR1.Pos.stVal[ST]", "LD/XCBR1$ST$Pos$stVal"},
                    Good{"LD/XCBR1$Pos$stVal[ST]", "LD/XCBR1.Pos.stVal[ST]", "LD/XCBR1$ST$Pos$stVal"},
                    Good{"LD/XCBR1.Pos.stVal", "LD/XCBR1.Pos.stVal", "LD/XCBR1$Pos$stVal"},
                    Good{"LD/MHAI1.HA.phsAHar(3).cVal[MX]", "LD/MHAI1.HA.phsAHar(3).cVal[MX]",
                         "LD/MHAI1$MX$HA$phsAHar(3)$cVal"},
                    Good{"LD/MHAI1$MX$HA$phsAHar(3)$cVal", "LD/MHAI1.HA.phsAHar(3).cVal[MX]",
                         "LD/MHAI1$MX$HA$phsAHar(3)$cVal"},
                    Good{"LD/LLN0.BR.brcb01", "LD/LLN0.brcb01[BR]", "LD/LLN0$BR$brcb01"},
                    Good{"LD/LLN0.brcb01[BR]", "LD/LLN0.brcb01[BR]", "LD/LLN0$BR$brcb01"},
                    Good{"LD/LLN0$RP$urcb01$RptEna", "LD/LLN0.urcb01.RptEna[RP]", "LD/LLN0$RP$urcb01$RptEna"},
                    Good{"LD/LLN0$ST", "LD/LLN0[ST]", "LD/LLN0$ST"},
                    Good{"LD/LLN0[ST]", "LD/LLN0[ST]", "LD/LLN0$ST"}));

struct Bad {
    std::string_view input;
    std::size_t at;
};
class BadReference : public testing::TestWithParam<Bad> {};

TEST_P(BadReference, SaysWhere) {
    const auto reference = ObjectReference::parse(GetParam().input);
    ASSERT_FALSE(reference);
    EXPECT_EQ(reference.error().fault, Fault::malformed);
    EXPECT_EQ(reference.error().offset, GetParam().at);
}
INSTANTIATE_TEST_SUITE_P(Forms, BadReference,
                         testing::Values(Bad{"", 0}, Bad{"/LN", 0}, Bad{"LD.LN", 2}, Bad{"LD/", 3},
                                         Bad{"LD/LN.", 6}, Bad{"LD/LN..x", 6}, Bad{"LD/LN.A[XX]", 8},
                                         Bad{"LD/LN.A[ST", 7}, Bad{"LD/LN.A[ST]x", 11}, Bad{"LD/LN.A()", 8},
                                         Bad{"LD/LN.A(1", 9}, Bad{"LD/LN.A(99999999999)", 8},
                                         Bad{"LD/LN.A(1)(2)", 6}, Bad{"LD/LN$ST$A[MX]", 10},
                                         Bad{"LD/LN A", 5}, Bad{"LD/LN.A-B", 7}));

TEST(ObjectReference, EveryTruncationIsReadOrRefused) {
    const std::string whole = "LD/MHAI1.HA.phsAHar(31).cVal.mag.f[MX]";
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const std::vector<char> exact(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        const auto reference = ObjectReference::parse({exact.data(), exact.size()});
        if (!reference) {
            EXPECT_LE(reference.error().offset, size);
        }
    }
}

TEST(ObjectReference, ItemIdNeedsAConstraintAndNoIndex) {
    EXPECT_EQ(ObjectReference::parse("LD/LN.A.b[ST]")->item_id().value(), "LN$ST$A$b");
    EXPECT_EQ(ObjectReference::parse("LD/LN")->item_id().value(), "LN");
    EXPECT_EQ(ObjectReference::parse("LD/LN.A")->item_id().error().fault, Fault::misuse);
    EXPECT_EQ(ObjectReference::parse("LD/LN.A(1)[ST]")->item_id().error().fault, Fault::misuse);
}

TEST(ObjectReference, FromMms) {
    const auto reference = ObjectReference::from_mms("LD", "LN$ST$A$b");
    ASSERT_TRUE(reference);
    EXPECT_EQ(reference->text(), "LD/LN.A.b[ST]");
    EXPECT_EQ(ObjectReference::from_mms("LD", "")->text(), "LD");
    EXPECT_EQ(ObjectReference::from_mms("LD", "LN.A").error().offset, 2U);
    EXPECT_FALSE(ObjectReference::from_mms("L/D", "LN"));
}

TEST(DataSetReference, AllScopes) {
    struct Case {
        std::string_view input;
        DataSetReference::Scope scope;
        std::string_view text;
        std::string_view item;
    };
    using Scope = DataSetReference::Scope;
    for (const Case& c :
         {Case{"LD/LLN0$ds1", Scope::domain, "LD/LLN0$ds1", "LLN0$ds1"},
          Case{"LD/LLN0.ds1", Scope::domain, "LD/LLN0$ds1", "LLN0$ds1"},
          Case{"@mine", Scope::association, "@mine", "mine"}, Case{"/all", Scope::vmd, "/all", "all"}}) {
        const auto reference = DataSetReference::parse(c.input);
        ASSERT_TRUE(reference) << c.input;
        EXPECT_EQ(reference->scope, c.scope);
        EXPECT_EQ(reference->text(), c.text);
        EXPECT_EQ(reference->item_id(), c.item);
    }
    for (const std::string_view bad : {"", "@", "LD", "LD/LLN0", "LD/LLN0$", "LD/LLN0$a$b", "@a.b"}) {
        EXPECT_FALSE(DataSetReference::parse(bad)) << bad;
    }
}

}  // namespace
}  // namespace busbar
