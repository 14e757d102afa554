// SPDX-License-Identifier: Apache-2.0
#include "mms/data.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "mms/data_writer.hpp"

namespace busbar::mms {
namespace {

/// The text of the one line that `hex` is shown as; the error where it is refused.
std::string shown(std::string_view hex) {
    const ByteVector octets = from_hex(hex).value();
    const auto data = decode_data(octets);
    return data ? dump(*data) : data.error().message();
}

std::string encoded(const Data& data) {
    BackWriter writer;
    encode(writer, data);
    return to_hex(writer.bytes());
}

TEST(Data, IntegersOfAllWidths) {
    EXPECT_EQ(encoded({Integer(0)}), "85 01 00");
    EXPECT_EQ(encoded({Integer(-129)}), "85 02 FF 7F");
    EXPECT_EQ(encoded({Unsigned{65000}}), "86 03 00 FD E8");
    EXPECT_EQ(encoded({Unsigned{UINT64_MAX}}), "86 09 00 FF FF FF FF FF FF FF FF");
    Integer wide(0);
    wide.upper = 1;
    EXPECT_FALSE(wide.fits());
    EXPECT_EQ(encoded({wide}), "85 09 01 00 00 00 00 00 00 00 00");
    EXPECT_EQ(to_text(wide), "18446744073709551616");
    EXPECT_EQ(shown("85 09 FE 00 00 00 00 00 00 00 00"), "integer -36893488147419103232\n");
    EXPECT_EQ(shown("85 00"), "integer: INTEGER without content at octet 2");
    EXPECT_EQ(shown("85 11 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00"),
              "integer: INTEGER beyond 128 bits at octet 2");
    EXPECT_EQ(shown("86 09 01 00 00 00 00 00 00 00 00"), "unsigned: Unsigned beyond 64 bits at octet 2");
}

TEST(Data, FloatsKeepWidthAndBits) {
    EXPECT_EQ(encoded({FloatingPoint(1.0F)}), "87 05 08 3F 80 00 00");
    EXPECT_EQ(encoded({FloatingPoint(1.0)}), "87 09 0B 3F F0 00 00 00 00 00 00");
    EXPECT_EQ(shown("87 05 08 7F A0 00 01"), "floating-point nan\n");
    const auto octets = from_hex("87 05 08 7F A0 00 01").value();
    EXPECT_EQ(encoded(*decode_data(octets)), "87 05 08 7F A0 00 01") << "a signalling NaN stays one";
    EXPECT_EQ(FloatingPoint(0.1F).as_double(), static_cast<double>(0.1F));
    EXPECT_EQ(FloatingPoint(0.1).as_float(), 0.1F);
    EXPECT_EQ(to_text(FloatingPoint(1e30)), "1e+30");
    EXPECT_EQ(shown("87 03 08 00 00"), "floating-point: floating-point is neither 5 nor 9 octets at octet 2");
}

TEST(Data, TimesAreReadable) {
    EXPECT_EQ(to_text(UtcTime{{0x65, 0x95, 0x3B, 0x25, 0xFF, 0xFF, 0xFF, 0x4A}}),
              "2024-01-03T10:47:01.999999940Z clockFailure accuracy 10");
    EXPECT_EQ(to_text(UtcTime{{0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0x1F}}), "2106-02-07T06:28:15.000000000Z");
    EXPECT_EQ(to_text(BinaryTime{45296789, {}}), "12:34:56.789Z");
    EXPECT_EQ(to_text(BinaryTime{0, std::uint16_t{0}}), "1984-01-01T00:00:00.000Z");
    EXPECT_EQ(shown("91 07 00 00 00 00 00 00 00"), "utc-time: utc-time is not 8 octets at octet 2");
    EXPECT_EQ(shown("8C 05 00 00 00 00 00"), "binary-time: binary-time is neither 4 nor 6 octets at octet 2");
}

TEST(Data, RefusesWhatItDoesNotKnow) {
    EXPECT_EQ(shown("92 00"), "unexpected element at octet 0");
    EXPECT_EQ(shown("A3 03 83 01 FF"), "unexpected element at octet 0") << "a constructed boolean";
    EXPECT_EQ(shown("83 02 00 00"), "boolean: BOOLEAN is not one octet at octet 2");
    EXPECT_EQ(shown("A2 03 A2 01 00"), "structure.structure: length is cut off at octet 4");
}

TEST(DataWriter, WritesTheOctetsOfEncode) {
    const Octet bits[] = {0x00, 0x10};
    const Octet time[] = {1, 2, 3, 4, 5, 6, 7, 8};
    BackWriter writer;
    const auto expect = [&](const Data& data) {
        EXPECT_EQ(to_hex(writer.bytes()), encoded(data));
        writer.clear();
    };
    put::boolean(writer, true), expect({true});
    put::integer(writer, -70000), expect({Integer(-70000)});
    put::unsigned_integer(writer, 200), expect({Unsigned{200}});
    put::float32(writer, -1.5F), expect({FloatingPoint(-1.5F)});
    put::float64(writer, 0.1), expect({FloatingPoint(0.1)});
    put::bit_string(writer, bits, 3), expect({ber::BitString{bits, 3}});
    put::octet_string(writer, bits), expect({ber::OctetString{bits}});
    put::visible_string(writer, std::string(200, 'x')),
        expect({ber::VisibleString(std::string_view(std::string(200, 'x')))});
    put::mms_string(writer, "\xC3\xA4"), expect({ber::Utf8String{"\xC3\xA4"}});
    put::utc_time(writer, time), expect({UtcTime{{1, 2, 3, 4, 5, 6, 7, 8}}});
    put::binary_time(writer, Bytes(time).first(6)), expect({BinaryTime{0x01020304, std::uint16_t{0x0506}}});
    put::boolean(writer, false);
    put::boolean(writer, true);
    put::structure(writer, 0);
    const Data members[] = {{true}, {false}};
    expect({Structure{ber::List<Data>(members)}});
    put::integer(writer, 1);
    put::array(writer, 0);
    const Data elements[] = {{Integer(1)}};
    expect({Array{ber::List<Data>(elements)}});
}

}  // namespace
}  // namespace busbar::mms
