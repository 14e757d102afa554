// SPDX-License-Identifier: Apache-2.0
#include "osi/presentation/ppdu.hpp"

#include "ber/codec.hpp"
#include "osi/presentation/layouts.hpp"
#include "support/octets.hpp"

namespace busbar::presentation {
namespace {

using test::octets;

// As captured, with a NULL in place of the APDU.
constexpr std::string_view cp_hex =
    "31 43 A0 03 80 01 01 A2 3C 81 04 00 00 00 01 82 04 00 00 00 01 A4 23 "
    "30 0F 02 01 01 06 04 52 01 00 01 30 04 06 02 51 01 "
    "30 10 02 01 03 06 05 28 CA 22 02 01 30 04 06 02 51 01 "
    "61 09 30 07 02 01 01 A0 02 05 00";
constexpr std::string_view cpa_hex =
    "31 2E A0 03 80 01 01 A2 27 83 04 00 00 00 01 A5 12 30 07 80 01 00 81 02 51 01 30 07 80 01 00 81 02 51 "
    "01 "
    "61 0B 30 09 02 01 01 A0 04 02 02 01 00";
constexpr std::string_view cpr_hex =
    "30 3A 83 04 00 00 00 01 A5 12 30 07 80 01 00 81 02 51 01 30 07 80 01 00 81 02 51 01 "
    "61 1E 30 1C 02 01 01 A0 17 61 15 A1 07 06 05 28 CA 22 02 03 A2 03 02 01 01 A3 05 A1 03 02 01 0D";
constexpr std::string_view aru_hex = "A0 0E 61 0C 30 0A 02 01 01 A0 05 64 03 80 01 00";
constexpr std::string_view arp_hex = "30 03 80 01 00";
constexpr std::string_view data_hex = "61 0C 30 0A 02 01 01 A0 05 62 03 80 01 00";

/// Octets of a value that a decoded PPDU views, as a producer for encoding it again.
void copy_octets(const void* argument, BackWriter& writer) {
    writer.prepend_bytes(static_cast<const DataValue*>(argument)->octets());
}

/// The canonical encoding of what was decoded: the lists turned around, the value copied.
template <class T>
ByteVector encoded(const T& ppdu) {
    BackWriter writer;
    encode(writer, ppdu);
    return {writer.bytes().begin(), writer.bytes().end()};
}

TEST(Ppdu, EachKindBothWays) {
    const test::Exact cp(octets(cp_hex));
    const auto connect = decode_connect(cp.bytes());
    ASSERT_TRUE(connect) << connect.error().message();
    EXPECT_EQ(to_hex(encoded(*connect)), cp_hex);
    const test::Exact cpa(octets(cpa_hex));
    const auto accept = decode_accept(cpa.bytes());
    ASSERT_TRUE(accept) << accept.error().message();
    EXPECT_EQ(to_hex(encoded(*accept)), cpa_hex);
    const test::Exact cpr(octets(cpr_hex));
    const auto refuse = decode_refuse(cpr.bytes());
    ASSERT_TRUE(refuse) << refuse.error().message();
    EXPECT_EQ(to_hex(encoded(*refuse)), cpr_hex);
    const test::Exact aru(octets(aru_hex));
    const auto user = decode_abort(aru.bytes());
    ASSERT_TRUE(user) << user.error().message();
    EXPECT_EQ(to_hex(encoded(std::get<UserAbort>(*user))), aru_hex);
    const test::Exact arp(octets(arp_hex));
    const auto provider = decode_abort(arp.bytes());
    ASSERT_TRUE(provider) << provider.error().message();
    EXPECT_EQ(to_hex(encoded(std::get<ProviderAbort>(*provider))), arp_hex);
    const test::Exact data(octets(data_hex));
    const auto user_data = decode_user_data(data.bytes());
    ASSERT_TRUE(user_data) << user_data.error().message();
    EXPECT_EQ(to_hex(encoded(*user_data)), data_hex);
}

TEST(Ppdu, ConnectSaysWhatItOffers) {
    const test::Exact cp(octets(cp_hex));
    const auto connect = decode_connect(cp.bytes());
    ASSERT_TRUE(connect);
    const auto& parameters = connect->parameters.value();
    EXPECT_EQ(to_hex(parameters.called_selector->octets), "00 00 00 01");
    std::vector<ContextItem> items(parameters.contexts->begin(), parameters.contexts->end());
    ASSERT_EQ(items.size(), 2U);
    EXPECT_EQ(items[0].id, 1);
    EXPECT_EQ(items[0].abstract_syntax.dotted(), "2.2.1.0.1");
    EXPECT_EQ(items[1].id, 3);
    EXPECT_EQ(items[1].abstract_syntax.dotted(), "1.0.9506.2.1");
    EXPECT_EQ(items[1].transfer_syntaxes.front().dotted(), "2.1.1");
    EXPECT_EQ(to_hex(parameters.user_data->values.front().octets()), "05 00");
}

TEST(Ppdu, MembersOfTheSetInAnyOrderAndSkippedParameters) {
    // Normal-mode parameters before the mode selector; version, default context, requirements are not looked
    // at.
    const ByteVector input = octets(
        "31 2B A2 24 80 02 07 80 81 01 01 A4 11 30 0F 02 01 05 06 04 52 01 00 01 30 04 06 02 51 01 "
        "A6 00 88 02 06 00 89 02 06 40 A0 03 80 01 01");
    const auto connect = decode_connect(input);
    ASSERT_TRUE(connect) << connect.error().message();
    EXPECT_EQ(connect->mode.mode, 1);
    EXPECT_EQ(connect->parameters->contexts->front().id, 5);
    EXPECT_FALSE(connect->parameters->user_data);
}

TEST(Ppdu, UsualDataAndTheOtherFormsSayTheSame) {
    const struct {
        const char* hex;
        bool usual;
    } cases[] = {
        {"61 0C 30 0A 02 01 03 A0 05 62 03 80 01 00", true},
        {"61 10 30 0E 06 02 51 01 02 01 03 A0 05 62 03 80 01 00", true},
        {"61 81 0C 30 0A 02 01 03 A0 05 62 03 80 01 00", true},
        {"61 82 00 10 30 82 00 0C 02 01 03 A0 82 00 05 62 03 80 01 00", true},
        {"61 80 30 0A 02 01 03 A0 05 62 03 80 01 00 00 00", false},
        {"61 80 30 80 02 01 03 A0 80 62 03 80 01 00 00 00 00 00 00 00", false},
        {"61 0D 30 0B 02 02 00 03 A0 05 62 03 80 01 00", false},
        {"61 0C 30 0A 02 01 03 81 05 62 03 80 01 00", false},
        {"61 0D 30 0B 02 01 03 82 06 00 62 03 80 01 00", false},
        {"61 83 00 00 0C 30 0A 02 01 03 A0 05 62 03 80 01 00", false},
    };
    for (const auto& one : cases) {
        const test::Exact input(octets(one.hex));
        ContextId context = 0;
        Bytes value;
        EXPECT_EQ(decode_usual_data(input.bytes(), context, value), one.usual) << one.hex;
        if (one.usual) {
            EXPECT_EQ(context, 3) << one.hex;
            EXPECT_EQ(to_hex(value), "62 03 80 01 00") << one.hex;
        }
        const auto data = decode_user_data(input.bytes());
        ASSERT_TRUE(data) << one.hex << data.error().message();
        EXPECT_EQ(data->values.front().context, 3) << one.hex;
        EXPECT_EQ(to_hex(data->values.front().octets()), "62 03 80 01 00") << one.hex;
    }
}

TEST(Ppdu, UsualDataIsStrictAboutItsLengths) {
    for (const char* hex :
         {"61 0B 30 0A 02 01 03 A0 05 62 03 80 01 00", "61 0D 30 0A 02 01 03 A0 05 62 03 80 01 00",
          "61 0C 30 09 02 01 03 A0 05 62 03 80 01 00", "61 0C 30 0A 02 01 03 A0 04 62 03 80 01 00",
          "61 05 30 03 02 01 03", "61 07 30 05 02 01 03 A0 00", "60 00", "61 00", "61 02 30 00"}) {
        const test::Exact input(octets(hex));
        ContextId context = 0;
        Bytes value;
        EXPECT_FALSE(decode_usual_data(input.bytes(), context, value)) << hex;
    }
}

TEST(Ppdu, DataHeaderIsTheUsualForm) {
    for (const std::size_t size : {2U, 100U, 115U, 116U, 118U, 119U, 120U, 127U, 128U, 250U, 256U, 60000U}) {
        BackWriter writer;
        const ByteVector pdu(size, 0x05);
        writer.prepend_bytes(pdu);
        encode_data_header(writer, 3);
        const test::Exact whole(writer.bytes());
        ContextId context = 0;
        Bytes value;
        ASSERT_TRUE(decode_usual_data(whole.bytes(), context, value)) << size;
        EXPECT_EQ(context, 3);
        EXPECT_EQ(value.size(), size);
    }
    BackWriter writer;
    writer.prepend_bytes(octets("A0 00"));
    encode_data_header(writer, 3);
    EXPECT_EQ(to_hex(writer.bytes()), "61 09 30 07 02 01 03 A0 02 A0 00");
}

TEST(Ppdu, ProducedValueIsWrittenInPlace) {
    const test::Exact data(octets(data_hex));
    const auto user_data = decode_user_data(data.bytes());
    ASSERT_TRUE(user_data);
    const DataValue original = user_data->values.front();
    const DataValue values[] = {produced_value(1, copy_octets, &original)};
    EXPECT_EQ(to_hex(encoded(UserData{values})), data_hex);
}

TEST(Ppdu, EveryTruncationAndChangeIsHarmless) {
    const auto all = [](std::string_view hex, auto decode_one, auto encode_one) {
        const ByteVector good = octets(hex);
        test::for_each_truncation(good, [&](Bytes cut) { EXPECT_FALSE(decode_one(cut)) << to_hex(cut); });
        test::for_each_change(good, [&](Bytes changed) {
            const auto ppdu = decode_one(changed);
            if (!ppdu) return;
            const ByteVector once = encode_one(*ppdu);
            const auto again = decode_one(once);
            ASSERT_TRUE(again) << to_hex(changed);
            EXPECT_EQ(encode_one(*again), once) << to_hex(changed);
        });
    };
    const auto encode_any = [](const auto& ppdu) { return encoded(ppdu); };
    all(cp_hex, decode_connect, encode_any);
    all(cpa_hex, decode_accept, encode_any);
    all(cpr_hex, decode_refuse, encode_any);
    all(data_hex, decode_user_data, encode_any);
    const auto encode_abort = [](const Abort& abort) {
        return std::visit([](const auto& one) { return encoded(one); }, abort);
    };
    all(aru_hex, decode_abort, encode_abort);
    all(arp_hex, decode_abort, encode_abort);
}

TEST(Ppdu, UsualDataOfChangedOctetsAgreesWithTheFullDecoder) {
    const ByteVector good = octets(data_hex);
    test::for_each_change(good, [](Bytes changed) {
        ContextId context = 0;
        Bytes value;
        if (!decode_usual_data(changed, context, value)) return;
        const auto data = decode_user_data(changed);
        // The quick look leaves the value itself to its reader.
        if (!data) return;
        EXPECT_EQ(data->values.front().context, context) << to_hex(changed);
        EXPECT_EQ(to_hex(data->values.front().octets()), to_hex(value)) << to_hex(changed);
    });
}

}  // namespace
}  // namespace busbar::presentation
