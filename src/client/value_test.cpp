// SPDX-License-Identifier: Apache-2.0
// Values and their MMS form, conversion to an object's type, and values from text.
#include <busbar/target.hpp>

#include "ber/codec.hpp"
#include "client/model_data.hpp"
#include "client/value_codec.hpp"
#include "support/octets.hpp"

namespace busbar::client {
namespace {

using test::octets;

/// A node of the given type below LD/LN[CF].
struct OneType {
    explicit OneType(MmsType type, std::int32_t extent = 0, const std::vector<MmsType>& members = {}) {
        ModelBuilder builder(ModelBuilder::Limits{});
        builder.open("LN", NodeKind::logical_node, MmsType::structure, Fc::none);
        builder.open("CF", NodeKind::constraint, MmsType::structure, Fc::cf);
        builder.open("x", NodeKind::data, type, Fc::cf, extent);
        for (const MmsType member : members) {
            builder.open(type == MmsType::array ? "" : "m",
                         type == MmsType::array ? NodeKind::element : NodeKind::data, member, Fc::cf,
                         member == MmsType::integer ? 8 : 0);
            builder.close();
        }
        for (int i = 0; i < 3; ++i) builder.close();
        model = builder.described("LD", {});
    }
    [[nodiscard]] RemoteModel::Node node() const { return model.find("LD/LN.x[CF]").value(); }
    RemoteModel model;
};

TEST(ValueCodec, BothDirections) {
    const std::pair<Value, const char*> cases[] = {
        {true, "83 01 FF"},
        {-1, "85 01 FF"},
        {std::uint64_t{0xFFFFFFFF}, "86 05 00 FF FF FF FF"},
        {1.0F, "87 05 08 3F 80 00 00"},
        {1.0, "87 09 0B 3F F0 00 00 00 00 00 00"},
        {BitString(2, 2), "84 02 06 80"},
        {Quality().with(Quality::test), "84 03 03 00 10"},
        {OctetString{{1, 2}}, "89 02 01 02"},
        {"ab", "8A 02 61 62"},
        {UnicodeString{"\xC3\xA4"}, "90 02 C3 A4"},
        {Timestamp{1, 0x800000, TimeQuality::from_octet(0x2A)}, "91 08 00 00 00 01 80 00 00 2A"},
        {EntryTime{1000, 2}, "8C 06 00 00 03 E8 00 02"},
        {Value::structure({1, Value::array({true, false})}), "A2 0B 85 01 01 A1 06 83 01 FF 83 01 00"},
        {Value::structure({}), "A2 00"},
    };
    for (const auto& [value, hex] : cases) {
        ASSERT_TRUE(is_sendable(value)) << hex;
        BackWriter writer;
        mms::encode(writer, view_of(value));
        EXPECT_EQ(to_hex(writer.bytes()), hex);
        EXPECT_EQ(encoded_octets(value), writer.size());
        const auto data = mms::decode_data(writer.bytes());
        ASSERT_TRUE(data) << hex;
        EXPECT_EQ(to_value(*data), value) << hex;
    }
    EXPECT_FALSE(is_sendable(Value()));
    EXPECT_FALSE(is_sendable(Value::structure({1, DataAccessError::hardware_fault})));
    BitString odd;
    odd.size = 9;
    EXPECT_FALSE(is_sendable(odd));
}

TEST(ValueCodec, TypesNobodyUsesComeAsTheirNearest) {
    const std::pair<const char*, Value> cases[] = {
        {"8D 01 12", 18},
        {"8E 02 06 40", BitString(1, 2)},
        {"8C 04 00 00 00 05", EntryTime{5, 0}},
        {"84 02 06 FF", BitString(3, 2)},  // surplus bits are not content
        {"85 10 7F FF FF FF FF FF FF FF FF FF FF FF FF FF FF FF", "170141183460469231731687303715884105727"},
    };
    for (const auto& [hex, value] : cases) {
        const ByteVector input = octets(hex);
        const auto data = mms::decode_data(input);
        ASSERT_TRUE(data) << hex << data.error().message();
        EXPECT_EQ(to_value(*data), value) << hex << ' ' << to_value(*data).text();
    }
}

TEST(Convert, ByWidthAndSize) {
    const OneType int8(MmsType::integer, 8), int64(MmsType::integer, 64), u8(MmsType::unsigned_integer, 8);
    EXPECT_EQ(convert(127U, int8.node()).value(), Value(std::int64_t{127}));
    EXPECT_EQ(convert(128, int8.node()).error().fault, Fault::violation);
    EXPECT_EQ(convert(-129, int8.node()).error().path, "LD/LN.x[CF]");
    EXPECT_EQ(convert(INT64_MIN, int64.node()).value(), Value(INT64_MIN));
    EXPECT_EQ(convert(255, u8.node()).value(), Value(std::uint64_t{255}));
    EXPECT_FALSE(convert(-1, u8.node()));
    EXPECT_FALSE(convert(256, u8.node()));
    EXPECT_FALSE(convert(true, int8.node()));

    const OneType single(MmsType::floating_point, 32), twice(MmsType::floating_point, 64);
    EXPECT_EQ(convert(0.1, single.node()).value(), Value(0.1F));
    EXPECT_EQ(convert(5, single.node()).value(), Value(5.0F));
    EXPECT_EQ(convert(0.5F, twice.node()).value(), Value(0.5));
    EXPECT_FALSE(convert(1e300, single.node()));

    const OneType position(MmsType::bit_string, 2), quality(MmsType::bit_string, -13),
        big(MmsType::bit_string, 100);
    EXPECT_EQ(convert(2, position.node()).value(), Value(BitString(2, 2)));
    EXPECT_FALSE(convert(4, position.node()));
    EXPECT_FALSE(convert(BitString(1, 3), position.node()));
    EXPECT_EQ(convert(Quality(), quality.node()).value(), Value(Quality()));
    EXPECT_FALSE(convert(BitString(0, 14), quality.node()));
    EXPECT_FALSE(convert(1, big.node()));

    const OneType text(MmsType::visible_string, -3), unicode(MmsType::mms_string, -2),
        bytes(MmsType::octet_string, -2);
    EXPECT_EQ(convert("abc", text.node()).value(), Value("abc"));
    EXPECT_FALSE(convert("abcd", text.node()));
    EXPECT_EQ(convert("\xC3\xA4\xC3\xA4", unicode.node()).value(), Value(UnicodeString{"\xC3\xA4\xC3\xA4"}));
    EXPECT_FALSE(convert("abc", unicode.node()));
    EXPECT_EQ(convert(OctetString{{1, 2}}, bytes.node()).value(), Value(OctetString{{1, 2}}));
    EXPECT_FALSE(convert(OctetString{{1, 2, 3}}, bytes.node()));

    const OneType boolean(MmsType::boolean), utc(MmsType::utc_time), unknown(MmsType::unknown),
        real(MmsType::real);
    EXPECT_EQ(convert(true, boolean.node()).value(), Value(true));
    EXPECT_FALSE(convert(1, boolean.node()));
    EXPECT_TRUE(convert(Timestamp{}, utc.node()));
    EXPECT_EQ(convert(EntryTime{}, utc.node())->get_if<Timestamp>()->seconds, 441763200U);
    EXPECT_EQ(convert(1, unknown.node()).value(), Value(1));
    EXPECT_FALSE(convert(1.0, real.node()));
    EXPECT_FALSE(convert(Value(), unknown.node()));
    EXPECT_FALSE(convert(DataAccessError::hardware_fault, unknown.node()));
}

TEST(Convert, ItemByItem) {
    const OneType pair(MmsType::structure, 0, {MmsType::integer, MmsType::boolean});
    EXPECT_EQ(convert(Value::structure({5U, true}), pair.node()).value(),
              Value::structure({std::int64_t{5}, true}));
    EXPECT_FALSE(convert(Value::structure({5, true, 1}), pair.node()));
    EXPECT_FALSE(convert(Value::structure({500, true}), pair.node()));
    EXPECT_FALSE(convert(5, pair.node()));
    const OneType three(MmsType::array, 3, {MmsType::integer});
    EXPECT_EQ(convert(Value::array({1, 2, 3}), three.node()).value(), Value::array({1, 2, 3}));
    EXPECT_FALSE(convert(Value::array({1, 2}), three.node()));
    EXPECT_EQ(value_from_text("[1, 2, 0x7F]", three.node()).value(), Value::array({1, 2, 127}));
    EXPECT_EQ(value_from_text("{ -1, on }", pair.node()).value(), Value::structure({-1, true}));
    for (const char* wrong : {"", "{", "{1}", "{1,true,2}", "{1,{true}", "1,true", "{\"1,true}", "{1}}"}) {
        EXPECT_FALSE(value_from_text(wrong, pair.node())) << wrong;
    }
}

TEST(ValueFromText, ByType) {
    struct Case {
        MmsType type;
        std::int32_t extent;
        const char* text;
        Value value;
    };
    const Case cases[] = {
        {MmsType::boolean, 0, " true ", true},
        {MmsType::boolean, 0, "off", false},
        {MmsType::integer, 8, "-5", -5},
        {MmsType::integer, 8, "-0x10", -16},
        {MmsType::unsigned_integer, 32, "0xFF", 255U},
        {MmsType::unsigned_integer, 32, "+7", 7U},
        {MmsType::floating_point, 32, "12.5", 12.5F},
        {MmsType::floating_point, 64, "1e3", 1000.0},
        {MmsType::bit_string, 2, "10", BitString(2, 2)},
        {MmsType::bit_string, 2, "off", BitString(1, 2)},
        {MmsType::bit_string, 2, "higher", BitString(2, 2)},
        {MmsType::bit_string, -13, "invalid|test", Quality(Validity::invalid).with(Quality::test)},
        {MmsType::bit_string, -6, "0x11", BitString(0x11, 6)},
        {MmsType::octet_string, -8, "01 02", OctetString{{1, 2}}},
        {MmsType::visible_string, -255, "a b", "a b"},
        {MmsType::visible_string, -255, "\" x\"", " x"},
        {MmsType::mms_string, -255, "x", UnicodeString{"x"}},
        {MmsType::utc_time, 0, "1970-01-01T00:00:01Z", Timestamp::from(SystemTime(std::chrono::seconds(1)))},
        {MmsType::binary_time, 6, "1984-01-02T00:00:01Z", EntryTime{1000, 1}},
    };
    for (const Case& c : cases) {
        const OneType one(c.type, c.extent);
        const auto value = value_from_text(c.text, one.node());
        ASSERT_TRUE(value) << c.text << ": " << value.error().message();
        EXPECT_EQ(*value, c.value) << c.text << " gave " << value->text();
        EXPECT_EQ(convert(c.text, one.node()).has_value(), true) << c.text;
    }
    const std::tuple<MmsType, std::int32_t, const char*> wrong[] = {
        {MmsType::boolean, 0, "maybe"},         {MmsType::integer, 8, "5x"},
        {MmsType::integer, 8, "128"},           {MmsType::integer, 8, ""},
        {MmsType::unsigned_integer, 8, "-1"},   {MmsType::floating_point, 32, "x"},
        {MmsType::floating_point, 32, "1e300"}, {MmsType::bit_string, 2, "nope"},
        {MmsType::bit_string, -6, "64"},        {MmsType::octet_string, -2, "010203"},
        {MmsType::octet_string, -2, "0"},       {MmsType::utc_time, 0, "noon"},
        {MmsType::visible_string, -2, "abc"},   {MmsType::real, 0, "1"},
    };
    for (const auto& [type, extent, text] : wrong) {
        const OneType one(type, extent);
        EXPECT_FALSE(value_from_text(text, one.node())) << name_of(type) << ' ' << text;
    }
}

TEST(Target, Syntax) {
    const std::tuple<const char*, Target> good[] = {
        {"10.0.0.7", {"10.0.0.7", 102, false}},
        {"relay:10102", {"relay", 10102, false}},
        {"mms://relay", {"relay", 102, false}},
        {"mmss://relay", {"relay", 3782, true}},
        {"mmss://relay:4000", {"relay", 4000, true}},
        {"[::1]:10102", {"::1", 10102, false}},
        {"mms://[fe80::1%eth0]", {"fe80::1%eth0", 102, false}},
        {"::1", {"::1", 102, false}},
        {":10102", {"localhost", 10102, false}},
    };
    for (const auto& [text, target] : good) {
        const auto parsed = Target::parse(text);
        ASSERT_TRUE(parsed) << text << parsed.error().message();
        EXPECT_EQ(*parsed, target) << text;
        EXPECT_EQ(Target::parse(parsed->text()).value(), target) << parsed->text();
    }
    for (const char* text :
         {"http://x", "x:0", "x:65536", "x:", "x:1a", "[::1", "[::1]x", "[x]:1", "a b", "a/b", "x\n"}) {
        EXPECT_EQ(Target::parse(text).error().fault, Fault::malformed) << text;
    }
}

TEST(Names, AreKeptOnceAndBounded) {
    Names names;
    for (int round = 0; round < 2; ++round) {
        for (std::uint32_t i = 0; i < 5000; ++i) {
            EXPECT_EQ(names.intern("name" + std::to_string(i), 1U << 20U), i + 1);
        }
    }
    EXPECT_EQ(names.text(4321), "name4320");
    EXPECT_EQ(names.intern("", 0), 0U);
    EXPECT_EQ(names.find("name17"), 18U);
    EXPECT_FALSE(names.find("other"));
    EXPECT_FALSE(names.intern("other", names.octets() + 4));
}

}  // namespace
}  // namespace busbar::client
