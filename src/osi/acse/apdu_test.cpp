// SPDX-License-Identifier: Apache-2.0
#include "osi/acse/apdu.hpp"

#include "ber/codec.hpp"
#include "osi/acse/layouts.hpp"
#include "support/octets.hpp"

namespace busbar::acse {
namespace {

using test::octets;

// The first two as captured.
constexpr std::string_view aarq_hex =
    "60 55 A1 07 06 05 28 CA 22 02 03 A2 07 06 05 29 01 87 67 01 A3 03 02 01 0C A6 06 06 04 29 01 87 67 "
    "A7 03 02 01 0C BE 2F 28 2D 02 01 03 A0 28 A8 26 80 03 00 FD E8 81 01 05 82 01 05 83 01 0A A4 16 80 01 "
    "01 "
    "81 03 05 F1 00 82 0C 03 EE 1C 00 00 04 08 00 00 79 EF 18";
constexpr std::string_view aare_hex =
    "61 46 A1 07 06 05 28 CA 22 02 03 A2 03 02 01 00 A3 05 A1 03 02 01 00 BE 2F 28 2D 02 01 03 A0 28 A9 26 "
    "80 03 "
    "00 FD E8 81 01 05 82 01 05 83 01 0A A4 16 80 01 01 81 03 05 F1 00 82 0C 03 EE 1C 00 00 00 02 00 00 40 "
    "ED 18";
constexpr std::string_view rejected_hex =
    "61 15 A1 07 06 05 28 CA 22 02 03 A2 03 02 01 01 A3 05 A1 03 02 01 0D";
constexpr std::string_view password_hex =
    "60 27 A1 07 06 05 28 CA 22 02 03 8A 02 07 80 8B 03 52 03 01 AC 06 80 04 61 62 63 64 BE 0B 28 09 02 01 "
    "03 A0 04 "
    "A8 02 05 00";
constexpr std::string_view rlrq_hex = "62 03 80 01 00";
constexpr std::string_view rlre_hex = "63 03 80 01 00";
constexpr std::string_view bare_rlre_hex = "63 00";
constexpr std::string_view abrt_hex = "64 03 80 01 00";
constexpr std::string_view provider_abrt_hex = "64 06 80 01 01 81 01 02";

ByteVector encoded(const Apdu& apdu) {
    return ber::encoded(apdu);
}

TEST(AcseApdu, EachKindBothWays) {
    for (const auto hex : {aarq_hex, aare_hex, rejected_hex, password_hex, rlrq_hex, rlre_hex, bare_rlre_hex,
                           abrt_hex, provider_abrt_hex}) {
        const test::Exact input(octets(hex));
        const auto apdu = decode(input.bytes());
        ASSERT_TRUE(apdu) << hex << apdu.error().message();
        EXPECT_EQ(to_hex(encoded(*apdu)), hex);
        BackWriter writer;
        std::visit([&](const auto& one) { encode(writer, one); }, apdu->value);
        EXPECT_EQ(to_hex(writer.bytes()), hex);
    }
}

TEST(AcseApdu, AarqSaysWhoCallsWhom) {
    const test::Exact input(octets(aarq_hex));
    const auto apdu = decode(input.bytes());
    ASSERT_TRUE(apdu);
    const auto& aarq = std::get<AssociateRequest>(apdu->value);
    EXPECT_EQ(aarq.application_context.dotted(), "1.0.9506.2.3");
    EXPECT_EQ(to_hex(aarq.called_ap_title->element().whole), "06 05 29 01 87 67 01");
    EXPECT_EQ(to_hex(aarq.called_ae_qualifier->element().whole), "02 01 0C");
    EXPECT_EQ(to_hex(aarq.calling_ap_title->element().whole), "06 04 29 01 87 67");
    EXPECT_EQ(aarq.user_information->external->context, 3);
    EXPECT_EQ(to_hex(aarq.user_information->external->octets()).substr(0, 5), "A8 26");
}

TEST(AcseApdu, RejectionSaysWhy) {
    const test::Exact input(octets(rejected_hex));
    const auto apdu = decode(input.bytes());
    const auto& aare = std::get<AssociateResponse>(apdu.value().value);
    EXPECT_EQ(aare.result, 1);
    EXPECT_EQ(std::get<UserDiagnostic>(aare.diagnostic.source).reason, 13);
    const test::Exact provider(
        octets("61 15 A1 07 06 05 28 CA 22 02 03 A2 03 02 01 02 A3 05 A2 03 02 01 02"));
    const auto by_provider = decode(provider.bytes());
    EXPECT_EQ(
        std::get<ProviderDiagnostic>(std::get<AssociateResponse>(by_provider.value().value).diagnostic.source)
            .reason,
        2);
}

TEST(AcseApdu, OptionalAndUnknownElements) {
    // Version, invocation identifiers, name form of the AP-title, context name list, implementation
    // information, an element of a later edition, direct reference in the EXTERNAL.
    const test::Exact input(
        octets("60 42 80 02 07 80 A1 07 06 05 28 CA 22 02 03 A2 02 30 00 A4 03 02 01 05 A5 03 02 01 06 A8 03 "
               "02 01 07 "
               "A9 03 02 01 08 AD 02 06 00 9D 02 61 62 BE 0F 28 0D 06 02 51 01 02 01 03 A0 04 A8 02 05 00 9F "
               "3C 01 00"));
    const auto apdu = decode(input.bytes());
    ASSERT_TRUE(apdu) << apdu.error().message();
    const auto& aarq = std::get<AssociateRequest>(apdu->value);
    EXPECT_EQ(to_hex(aarq.called_ap_title->element().whole), "30 00");
    EXPECT_FALSE(aarq.calling_ap_title);
    EXPECT_EQ(to_hex(aarq.user_information->external->octets()), "A8 02 05 00");
}

TEST(AcseApdu, MissingElements) {
    EXPECT_FALSE(decode(octets("60 00"))) << "no application context";
    EXPECT_FALSE(decode(octets("61 09 A1 07 06 05 28 CA 22 02 03"))) << "no result";
    EXPECT_FALSE(decode(octets("61 0E A1 07 06 05 28 CA 22 02 03 A2 03 02 01 00"))) << "no diagnostic";
    EXPECT_FALSE(decode(octets("64 00"))) << "no source";
    EXPECT_FALSE(decode(octets("65 00")));
    EXPECT_FALSE(decode({}));
    const test::Exact bare(octets("60 09 A1 07 06 05 28 CA 22 02 03"));
    const auto without = decode(bare.bytes());
    ASSERT_TRUE(without);
    EXPECT_FALSE(std::get<AssociateRequest>(without->value).user_information);
    const test::Exact empty(octets("60 0C A1 07 06 05 28 CA 22 02 03 BE 00"));
    const test::Exact empty_information(octets("60 0B A1 07 06 05 28 CA 22 02 03 BE 00"));
    const auto with_empty = decode(empty_information.bytes());
    ASSERT_TRUE(with_empty);
    EXPECT_FALSE(std::get<AssociateRequest>(with_empty->value).user_information->external);
    EXPECT_FALSE(decode(octets("60 0D A1 07 06 05 28 CA 22 02 03 BE 02 28 00"))) << "EXTERNAL of nothing";
}

TEST(AcseApdu, EveryTruncationAndChangeIsHarmless) {
    for (const auto hex :
         {aarq_hex, aare_hex, rejected_hex, password_hex, rlrq_hex, rlre_hex, abrt_hex, provider_abrt_hex}) {
        const ByteVector good = octets(hex);
        test::for_each_truncation(good, [](Bytes cut) { EXPECT_FALSE(decode(cut)) << to_hex(cut); });
        test::for_each_change(good, [](Bytes changed) {
            const auto apdu = decode(changed);
            if (!apdu) return;
            const ByteVector once = encoded(*apdu);
            const auto again = decode(once);
            ASSERT_TRUE(again) << to_hex(changed);
            EXPECT_EQ(encoded(*again), once) << to_hex(changed);
        });
    }
}

}  // namespace
}  // namespace busbar::acse
