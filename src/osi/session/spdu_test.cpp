// SPDX-License-Identifier: Apache-2.0
#include "osi/session/spdu.hpp"

#include "support/octets.hpp"

namespace busbar::session {
namespace {

using test::octets;

// User data shortened to AA BB; the rest as captured.
constexpr std::string_view cn_hex =
    "0D 18 05 06 13 01 00 16 01 02 14 02 00 02 33 02 00 01 34 02 00 01 C1 02 AA BB";
constexpr std::string_view ac_hex = "0E 14 05 06 13 01 00 16 01 02 14 02 00 02 34 02 00 01 C1 02 AA BB";
constexpr std::string_view rf_hex = "0C 0F 11 01 01 14 02 00 02 16 01 02 32 03 02 AA BB";
constexpr std::string_view fn_hex = "09 04 C1 02 AA BB";
constexpr std::string_view dn_hex = "0A 04 C1 02 AA BB";
constexpr std::string_view nf_hex = "08 04 C1 02 AA BB";
constexpr std::string_view ab_hex = "19 07 11 01 0B C1 02 AA BB";
constexpr std::string_view aa_hex = "1A 00";
constexpr std::string_view dt_hex = "01 00 01 00 AA BB";

template <class T>
std::string encoded(const T& spdu, Bytes user_data) {
    BackWriter writer;
    writer.prepend_bytes(user_data);
    encode_header(writer, spdu);
    return to_hex(writer.bytes());
}

template <class T>
void expect_both_ways(std::string_view hex) {
    const test::Exact input(octets(hex));
    const auto spdu = decode(input.bytes());
    ASSERT_TRUE(spdu) << hex;
    const T* const one = std::get_if<T>(&*spdu);
    ASSERT_NE(one, nullptr) << hex;
    EXPECT_EQ(to_hex(one->user_data), "AA BB") << hex;
    EXPECT_EQ(encoded(*one, one->user_data), hex);
}

TEST(Spdu, EachKindBothWays) {
    expect_both_ways<Connect>(cn_hex);
    expect_both_ways<Accept>(ac_hex);
    expect_both_ways<Refuse>(rf_hex);
    expect_both_ways<Finish>(fn_hex);
    expect_both_ways<Disconnect>(dn_hex);
    expect_both_ways<NotFinished>(nf_hex);
    expect_both_ways<Abort>(ab_hex);
    expect_both_ways<DataTransfer>(dt_hex);
    EXPECT_TRUE(std::holds_alternative<AbortAccept>(decode(octets(aa_hex)).value()));
    EXPECT_EQ(encoded(AbortAccept{}, {}), aa_hex);
}

TEST(Spdu, ConnectSaysWhatItOffers) {
    const ByteVector input = octets(cn_hex);
    const auto spdu = decode(input);
    ASSERT_TRUE(spdu);
    const auto& cn = std::get<Connect>(*spdu);
    EXPECT_EQ(cn.version, 2);
    EXPECT_EQ(cn.requirements, 2);
    EXPECT_EQ(to_hex(cn.calling_selector.value()), "00 01");
    EXPECT_EQ(to_hex(cn.called_selector.value()), "00 01");
}

TEST(Spdu, UnknownParametersAndAnyOrder) {
    // Connection identifier with its items, TSDU maximum size, version outside of its group, token item, an
    // unknown.
    const ByteVector input = octets(
        "0D 28 C1 02 AA BB 34 01 07 14 02 07 FF 16 01 03 05 0E 13 01 01 15 04 00 00 04 00 1A 01 00 17 00 "
        "01 05 0A 03 04 01 31 7E 01 00");
    const auto spdu = decode(input);
    ASSERT_TRUE(spdu) << spdu.error().message();
    const auto& cn = std::get<Connect>(*spdu);
    EXPECT_EQ(cn.version, 3);
    EXPECT_EQ(cn.requirements, 0x7FF);
    EXPECT_FALSE(cn.calling_selector);
    EXPECT_EQ(to_hex(cn.user_data), "AA BB");
}

TEST(Spdu, LongFormLengths) {
    const ByteVector input = octets("0D FF 00 10 14 02 00 02 33 FF 00 02 00 05 C2 FF 00 02 AA BB");
    const auto spdu = decode(input);
    ASSERT_TRUE(spdu) << spdu.error().message();
    const auto& cn = std::get<Connect>(*spdu);
    EXPECT_EQ(to_hex(cn.calling_selector.value()), "00 05");
    EXPECT_EQ(to_hex(cn.user_data), "AA BB") << "extended user data is user data";
    EXPECT_FALSE(cn.version);
}

TEST(Spdu, EncodesTheFormThatTheLengthNeeds) {
    for (const std::size_t size :
         {0U, 1U, 100U, 229U, 230U, 231U, 254U, 255U, 256U, 512U, 513U, 9000U, 60000U}) {
        const ByteVector user_data(size, 0x5A);
        BackWriter writer;
        writer.prepend_bytes(user_data);
        const Octet selector[] = {0, 1};
        encode_header(writer, Connect{{version_2, duplex, Bytes(selector), Bytes(selector), {}}});
        const test::Exact whole(writer.bytes());
        const auto spdu = decode(whole.bytes());
        ASSERT_TRUE(spdu) << size;
        const auto& cn = std::get<Connect>(*spdu);
        EXPECT_EQ(cn.user_data.size(), size);
        // Header octets: the SPDU's own, 20 of parameters, the user data's.
        const std::size_t user_header = size == 0 ? 0 : size < 255 ? 2 : 4;
        const std::size_t own_header = 20 + user_header + size < 255 ? 2 : 4;
        EXPECT_EQ(whole.bytes().size(), own_header + 20 + user_header + size) << size;
        if (size != 0) {
            EXPECT_EQ(whole.bytes()[own_header + 20], size > 512 ? 0xC2 : 0xC1) << size;
        }
    }
}

TEST(Spdu, RefuseWithoutUserData) {
    EXPECT_EQ(encoded(Refuse{RefuseReason::selector_unknown, {}}, {}),
              "0C 0D 11 01 01 14 02 00 02 16 01 02 32 01 81");
    const ByteVector input = octets("0C 03 32 01 81");
    EXPECT_EQ(std::get<Refuse>(decode(input).value()).reason, RefuseReason::selector_unknown);
    const ByteVector empty = octets("0C 00");
    EXPECT_EQ(std::get<Refuse>(decode(empty).value()).reason, RefuseReason::rejected_by_user);
    const ByteVector beside = octets("0C 07 32 01 02 C1 02 AA BB");
    EXPECT_EQ(to_hex(std::get<Refuse>(decode(beside).value()).user_data), "AA BB");
}

TEST(Spdu, DataBehindEitherTokenSpdu) {
    for (const char* hex : {"01 00 01 00 AA BB", "02 00 01 00 AA BB", "01 03 10 01 00 01 00 AA BB",
                            "01 00 01 03 19 01 03 AA BB", "01 FF 00 00 01 FF 00 00 AA BB"}) {
        const ByteVector input = octets(hex);
        const auto spdu = decode(input);
        ASSERT_TRUE(spdu) << hex;
        EXPECT_EQ(to_hex(std::get<DataTransfer>(*spdu).user_data), "AA BB") << hex;
    }
}

TEST(Spdu, WhatTheKernelLacksIsUnsupported) {
    for (const char* hex : {"01 00 21 00 AA", "05 00", "07 00", "21 00", "0F 00", "01 00 01 03 19 01 01 AA",
                            "01 00 01 03 19 01 02 AA"}) {
        const ByteVector input = octets(hex);
        const auto spdu = decode(input);
        ASSERT_FALSE(spdu) << hex;
        EXPECT_EQ(spdu.error().fault, Fault::unsupported) << hex;
    }
}

TEST(Spdu, WrongLengthsAreMalformed) {
    for (const char* hex :
         {"", "0D", "0D 01", "0D FF", "0D FF 00", "0D FF 00 01", "0D 02 33 01", "0D 00 00", "01 00",
          "01 00 01", "01 00 01 05 19 01 03", "0D 04 05 02 16 01", "09 03 C1 FF 00"}) {
        const ByteVector input = octets(hex);
        const auto spdu = decode(input);
        ASSERT_FALSE(spdu) << hex;
        EXPECT_EQ(spdu.error().fault, Fault::malformed) << hex;
    }
}

TEST(Spdu, EveryTruncationAndChangeIsHarmless) {
    for (const auto hex : {cn_hex, ac_hex, rf_hex, fn_hex, dn_hex, nf_hex, ab_hex}) {
        const ByteVector good = octets(hex);
        test::for_each_truncation(good, [](Bytes cut) { EXPECT_FALSE(decode(cut)) << to_hex(cut); });
        test::for_each_change(good, [](Bytes changed) {
            const auto spdu = decode(changed);
            if (!spdu) return;
            // Views stay inside.
            const auto inside = [&](Bytes view) {
                return view.empty() || (view.data() >= changed.data() &&
                                        view.data() + view.size() <= changed.data() + changed.size());
            };
            if (const auto* cn = std::get_if<Connect>(&*spdu)) {
                EXPECT_TRUE(inside(cn->user_data));
            }
            if (const auto* rf = std::get_if<Refuse>(&*spdu)) {
                EXPECT_TRUE(inside(rf->user_data));
            }
        });
    }
    test::for_each_change(octets(dt_hex), [](Bytes changed) { static_cast<void>(decode(changed)); });
}

}  // namespace
}  // namespace busbar::session
