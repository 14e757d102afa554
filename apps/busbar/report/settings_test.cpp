// SPDX-License-Identifier: Apache-2.0
#include "report/settings.hpp"

#include <gtest/gtest.h>

namespace busbar::program {
namespace {

ReportControlSettings after(std::initializer_list<const char*> assignments) {
    ReportControlSettings settings;
    for (const char* assignment : assignments) {
        const auto added = add_setting(settings, assignment);
        EXPECT_TRUE(added) << assignment << ": " << (added ? "" : added.error().text);
    }
    return settings;
}

TEST(ReportSettings, ReadsEveryAttribute) {
    const auto s = after({"RptID=mine", "rptena=false", "Resv=true", "DatSet=LD0/LLN0.ds",
                          "OptFlds=seqNum,entryID", "BufTm=250", "TrgOps=dchg,gi", "IntgPd=1.5s", "GI=true",
                          "PurgeBuf=yes", "EntryID=0000000000000009", "ResvTms=1m"});
    EXPECT_EQ(s.rpt_id, "mine");
    EXPECT_EQ(s.enabled, false);
    EXPECT_EQ(s.reserved, true);
    EXPECT_EQ(s.data_set, "LD0/LLN0.ds");
    EXPECT_EQ(s.opt_flds->text(), "seqNum entryID");
    EXPECT_EQ(s.buf_tm, 250U);
    EXPECT_EQ(s.trg_ops->text(), "dchg gi");
    EXPECT_EQ(s.intg_pd, 1500U);
    EXPECT_EQ(s.gi, true);
    EXPECT_EQ(s.purge_buf, true);
    EXPECT_EQ(s.entry_id->octets[7], 9);
    EXPECT_EQ(s.resv_tms, 60);
}

TEST(ReportSettings, EmptyAndNegativeValuesHaveAMeaning) {
    const auto s = after({"RptID=", "DatSet=-", "EntryID=none", "ResvTms=-1", "TrgOps=none"});
    EXPECT_EQ(s.rpt_id, "");
    EXPECT_EQ(s.data_set, "");
    EXPECT_TRUE(s.entry_id->is_none());
    EXPECT_EQ(s.resv_tms, -1);
    EXPECT_EQ(*s.trg_ops, TrgOps());
}

TEST(ReportSettings, SaysWhatIsWrong) {
    ReportControlSettings settings;
    const auto text = [&](const char* assignment) {
        const auto added = add_setting(settings, assignment);
        return added ? std::string() : added.error().text;
    };
    EXPECT_NE(text("IntgPd").find("NAME=VALUE"), std::string::npos);
    EXPECT_NE(text("=1").find("NAME=VALUE"), std::string::npos);
    EXPECT_NE(text("IntPd=1").find("did you mean 'IntgPd'"), std::string::npos);
    EXPECT_NE(text("zzzzzzzz=1").find("TrgOps"), std::string::npos);
    EXPECT_NE(text("ConfRev=1").find("nobody sets it"), std::string::npos);
    EXPECT_NE(text("Resv=maybe").find("Resv: "), std::string::npos);
    EXPECT_NE(text("EntryID=12").find("16 hexadecimal digits"), std::string::npos);
    EXPECT_NE(text("BufTm=60d").find("49 days"), std::string::npos);
    EXPECT_NE(text("ResvTms=10h").find("32767"), std::string::npos);
}

}  // namespace
}  // namespace busbar::program
