// SPDX-License-Identifier: Apache-2.0
#include "osi/cotp/tpdu.hpp"

#include "support/octets.hpp"

namespace busbar::cotp {
namespace {

using test::octets;

constexpr std::string_view cr_hex = "11 E0 00 00 00 01 00 C0 01 0D C2 02 00 01 C1 02 00 01";
constexpr std::string_view cc_hex = "11 D0 00 01 00 01 00 C0 01 0D C2 02 00 01 C1 02 00 01";
constexpr std::string_view dr_hex = "06 80 00 01 00 01 80";
constexpr std::string_view er_hex = "04 70 00 01 02";
constexpr std::string_view dt_hex = "02 F0 80 01 00 01 00";

template <class T>
std::string encoded(const T& tpdu) {
    BackWriter writer;
    encode(writer, tpdu);
    return to_hex(writer.bytes());
}

TEST(CotpTpdu, ConnectionRequestBothWays) {
    const ByteVector input = octets(cr_hex);
    const auto tpdu = decode(input);
    ASSERT_TRUE(tpdu);
    const auto& cr = std::get<ConnectionRequest>(*tpdu);
    EXPECT_EQ(cr.destination_reference, 0);
    EXPECT_EQ(cr.source_reference, 1);
    EXPECT_EQ(cr.preferred_class, 0);
    EXPECT_TRUE(cr.allows_class_0);
    EXPECT_EQ(cr.tpdu_size_code, 13);
    EXPECT_EQ(to_hex(cr.calling_selector.value()), "00 01");
    EXPECT_EQ(to_hex(cr.called_selector.value()), "00 01");
    EXPECT_EQ(encoded(cr), cr_hex);
}

TEST(CotpTpdu, ConnectionConfirmBothWays) {
    const ByteVector input = octets(cc_hex);
    const auto tpdu = decode(input);
    ASSERT_TRUE(tpdu);
    EXPECT_EQ(encoded(std::get<ConnectionConfirm>(*tpdu)), cc_hex);
}

TEST(CotpTpdu, DisconnectRequestBothWays) {
    const ByteVector input = octets(dr_hex);
    const auto tpdu = decode(input);
    ASSERT_TRUE(tpdu);
    const auto& dr = std::get<DisconnectRequest>(*tpdu);
    EXPECT_EQ(dr.reason, DisconnectReason::normal);
    EXPECT_EQ(encoded(dr), dr_hex);
}

TEST(CotpTpdu, ErrorBothWays) {
    const auto tpdu = decode(octets(er_hex));
    ASSERT_TRUE(tpdu);
    EXPECT_EQ(encoded(std::get<TpduError>(*tpdu)), er_hex);
    // With the copy of what was not understood, which nobody needs.
    const auto with_copy = decode(octets("08 70 00 01 03 C1 02 11 E0"));
    ASSERT_TRUE(with_copy);
    EXPECT_EQ(std::get<TpduError>(*with_copy).cause, RejectCause::invalid_parameter_value);
}

TEST(CotpTpdu, DataBothWays) {
    const ByteVector input = octets(dt_hex);
    const auto tpdu = decode(input);
    ASSERT_TRUE(tpdu);
    const auto& dt = std::get<Data>(*tpdu);
    EXPECT_TRUE(dt.end_of_tsdu);
    EXPECT_EQ(to_hex(dt.user_data), "01 00 01 00");
    BackWriter writer;
    writer.prepend_bytes(dt.user_data);
    encode_data_header(writer, true);
    EXPECT_EQ(to_hex(writer.bytes()), dt_hex);
    // More follows; a sequence number, which class 0 does not have, is not looked at.
    const ByteVector more = octets("02 F0 05 AA");
    EXPECT_FALSE(std::get<Data>(decode(more).value()).end_of_tsdu);
    Octet header[data_header_octets];
    write_data_header(header, false);
    EXPECT_EQ(to_hex(header), "02 F0 00");
}

TEST(CotpTpdu, ParametersInAnyOrderAndUnknownOnesIgnored) {
    const ByteVector input = octets(
        "21 E0 00 00 00 05 00 C4 01 01 C1 01 07 C5 00 C6 01 03 F0 02 00 40 C3 02 AB CD C2 03 0A 0B 0C C0 01 "
        "0A");
    const auto tpdu = decode(input);
    ASSERT_TRUE(tpdu);
    const auto& cr = std::get<ConnectionRequest>(*tpdu);
    EXPECT_EQ(cr.source_reference, 5);
    EXPECT_EQ(cr.tpdu_size_code, 10);
    EXPECT_EQ(to_hex(cr.calling_selector.value()), "07");
    EXPECT_EQ(to_hex(cr.called_selector.value()), "0A 0B 0C");
}

TEST(CotpTpdu, ClassesThatAllowClass0) {
    const auto allows = [](std::string_view hex) {
        const ByteVector input = octets(hex);
        return std::get<ConnectionRequest>(decode(input).value()).allows_class_0;
    };
    EXPECT_TRUE(allows("06 E0 00 00 00 01 00"));
    EXPECT_TRUE(allows("06 E0 00 00 00 01 10")) << "class 1 may always fall back to 0";
    EXPECT_FALSE(allows("06 E0 00 00 00 01 20"));
    EXPECT_FALSE(allows("06 E0 00 00 00 01 40"));
    EXPECT_TRUE(allows("09 E0 00 00 00 01 40 C7 01 00"));
    EXPECT_TRUE(allows("0B E0 00 00 00 01 42 C7 03 30 20 00"));
    EXPECT_FALSE(allows("0A E0 00 00 00 01 40 C7 02 30 20"));
    EXPECT_FALSE(allows("08 E0 00 00 00 01 40 C7 00"));
}

TEST(CotpTpdu, WrongLengthsAreMalformed) {
    for (const char* hex :
         {"", "00", "00 F0 80", "01 F0", "FF F0 80", "03 F0 80", "03 F0 80 00", "05 E0 00 00 00 01",
          "07 E0 00 00 00 01 00 C0", "09 E0 00 00 00 01 00 C0 02 0D", "05 80 00 01 00 01", "03 70 00 01"}) {
        const ByteVector input = octets(hex);
        const auto tpdu = decode(input);
        ASSERT_FALSE(tpdu) << hex;
        EXPECT_EQ(tpdu.error().fault, Fault::malformed) << hex;
    }
}

TEST(CotpTpdu, OtherClassesTpdusAreUnsupported) {
    for (const char* hex : {"04 60 00 01 00", "04 10 00 01 00", "05 C0 00 01 00 01", "02 00 00"}) {
        const ByteVector input = octets(hex);
        const auto tpdu = decode(input);
        ASSERT_FALSE(tpdu) << hex;
        EXPECT_EQ(tpdu.error().fault, Fault::unsupported) << hex;
    }
}

TEST(CotpTpdu, EveryTruncationAndChangeIsHarmless) {
    for (const auto hex : {cr_hex, cc_hex, dr_hex, er_hex}) {
        const ByteVector good = octets(hex);
        test::for_each_truncation(good, [](Bytes cut) { EXPECT_FALSE(decode(cut)) << to_hex(cut); });
        test::for_each_change(good, [](Bytes changed) {
            const auto tpdu = decode(changed);
            if (!tpdu) return;
            const auto* cr = std::get_if<ConnectionRequest>(&*tpdu);
            if (cr == nullptr) return;
            // What was understood is understood again.
            BackWriter writer;
            encode(writer, *cr);
            const ByteVector again(writer.bytes().begin(), writer.bytes().end());
            EXPECT_TRUE(decode(again)) << to_hex(changed);
        });
    }
}

}  // namespace
}  // namespace busbar::cotp
