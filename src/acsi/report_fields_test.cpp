// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <busbar/report_fields.hpp>

namespace busbar {
namespace {

TEST(ReportFields, EveryBitOfTrgOpsHasItsPlace) {
    TrgOps options;
    options.data_change = true;
    EXPECT_EQ(options.wire_octets(), 0x4000);
    EXPECT_EQ(options.text(), "dchg");
    for (unsigned mask = 0x4000; mask >= 0x0400; mask >>= 1U) {
        const auto one = TrgOps::from_wire_octets(static_cast<std::uint16_t>(mask));
        EXPECT_EQ(one.wire_octets(), mask);
        EXPECT_NE(one, TrgOps());
    }
    EXPECT_EQ(TrgOps::from_wire_octets(0x83FF), TrgOps()) << "reserved and surplus bits mean nothing";
    EXPECT_EQ(TrgOps::from_wire_octets(0x7C00).text(), "dchg qchg dupd integrity gi");
    EXPECT_EQ(TrgOps().text(), "none");
}

TEST(ReportFields, EveryBitOfOptFldsHasItsPlace) {
    for (unsigned mask = 0x4000; mask >= 0x0040; mask >>= 1U) {
        const auto one = OptFlds::from_wire_octets(static_cast<std::uint16_t>(mask));
        EXPECT_EQ(one.wire_octets(), mask);
    }
    EXPECT_EQ(OptFlds::from_wire_octets(0x803F), OptFlds());
    EXPECT_EQ(OptFlds::from_wire_octets(0x7FC0).text(),
              "seqNum timeStamp reasonCode dataSet dataRef bufOvfl entryID confRev segmentation");
}

TEST(ReportFields, ReasonsAddUp) {
    ReasonCode reason = ReasonCode::data_change;
    reason |= ReasonCode::quality_change;
    EXPECT_EQ(reason.bits(), 0x60);
    EXPECT_TRUE(reason.has(ReasonCode::quality_change));
    EXPECT_FALSE(reason.has(ReasonCode::integrity));
    EXPECT_EQ(reason.text(), "dchg qchg");
    EXPECT_TRUE(ReasonCode::from_bits(0x81).none());
    EXPECT_EQ(ReasonCode::from_bits(0xFF).text(), "dchg qchg dupd integrity gi application");
}

}  // namespace
}  // namespace busbar
