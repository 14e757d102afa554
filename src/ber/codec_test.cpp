// SPDX-License-Identifier: Apache-2.0
#include "ber/codec.hpp"

#include <gtest/gtest.h>

#include "ber/walk.hpp"

namespace busbar::ber {
namespace {

struct Tree;
struct Leaf {
    std::int32_t number = 0;
};
struct Tree {
    std::variant<Leaf, List<Tree>, One<Tree>, VisibleString> value;
};
struct Record {
    bool flag = true;
    std::optional<std::uint8_t> small;
    Tree tree;
    List<VisibleString> names;
};
struct Bag {
    std::int32_t first = 0;
    std::optional<bool> second;
};
enum class Phase : std::uint8_t { one, two };
[[maybe_unused]] std::string_view name_of(Phase phase) {
    return phase == Phase::one ? "one" : phase == Phase::two ? "two" : "";
}
struct Sent {
    bool always = true;
    Phase phase = Phase::one;
};

}  // namespace

template <>
struct Layout<Leaf> {
    static constexpr auto value = transparent(&Leaf::number);
};
template <>
struct Layout<Tree> {
    static constexpr auto value =
        choice(&Tree::value, alternative("leaf", context(0)), alternative("branches", context(1)),
               alternative("wrapped", context(2)), alternative("name"));
};
template <>
struct Layout<Record> {
    using T = Record;
    static constexpr auto value =
        sequence(field_or("flag", context(0), &T::flag, true), field("small", context(1), &T::small),
                 field("tree", context(2), &T::tree), field("names", &T::names));
};
template <>
struct Layout<Bag> {
    static constexpr auto value =
        set(field("first", context(0), &Bag::first), field("second", context(1), &Bag::second));
};
template <>
struct Layout<Sent> {
    static constexpr auto value = sequence(field_sent_or("always", context(0), &Sent::always, true),
                                           field_or("phase", context(1), &Sent::phase, Phase::one));
};

namespace {

ByteVector hex(std::string_view text) {
    return from_hex(text).value();
}

// 30 16: flag default; small 200; tree = branches { leaf -1, wrapped leaf 5, name "ab" }; names { "x" }
constexpr std::string_view record_hex =
    "30 19 81 02 00 C8 A2 0E A1 0C 80 01 FF A2 03 80 01 05 1A 02 61 62 30 03 1A 01 78";

TEST(Codec, DecodesWhatItEncodes) {
    const Tree five{Leaf{5}};
    const Tree branches[] = {Tree{Leaf{-1}}, Tree{One<Tree>(five)}, Tree{VisibleString("ab")}};
    const VisibleString names[] = {"x"};
    const Record record{true, std::uint8_t{200}, Tree{List<Tree>(branches)}, List<VisibleString>(names)};
    EXPECT_EQ(to_hex(encoded(record)), record_hex);

    const ByteVector input = hex(record_hex);
    const auto decoded = decode<Record>(input);
    ASSERT_TRUE(decoded) << decoded.error().message();
    EXPECT_TRUE(decoded->flag);
    EXPECT_EQ(decoded->small, 200);
    EXPECT_EQ(decoded->names.front().text, "x");
    const auto& list = std::get<List<Tree>>(decoded->tree.value);
    ASSERT_EQ(list.size(), 3U);
    std::vector<Tree> items(list.begin(), list.end());
    EXPECT_EQ(std::get<Leaf>(items[0].value).number, -1);
    EXPECT_EQ(std::get<Leaf>(std::get<One<Tree>>(items[1].value).get().value).number, 5);
    EXPECT_EQ(std::get<VisibleString>(items[2].value).text, "ab");
    EXPECT_EQ(encoded(*decoded), input);
}

TEST(Codec, EveryTruncationFailsAndEveryChangedOctetIsHarmless) {
    const ByteVector good = hex(record_hex);
    for (std::size_t size = 0; size < good.size(); ++size) {
        const ByteVector cut(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size));
        EXPECT_FALSE(decode<Record>(cut)) << size;
    }
    for (std::size_t at = 0; at < good.size(); ++at) {
        for (unsigned value = 0; value < 256; ++value) {
            ByteVector changed = good;
            changed[at] = static_cast<Octet>(value);
            const auto decoded = decode<Record>(changed);
            if (!decoded) continue;
            // What was accepted must be stable in canonical form.
            const ByteVector once = encoded(*decoded);
            const auto again = decode<Record>(once);
            ASSERT_TRUE(again) << to_hex(changed);
            EXPECT_EQ(encoded(*again), once);
        }
    }
}

TEST(Codec, AcceptsIndefiniteAndLongLengths) {
    for (const char* text :
         {"30 80 81 02 00 C8 A2 80 A1 0C 80 01 FF A2 03 80 01 05 1A 02 61 62 00 00 30 03 1A 01 78 00 00",
          "30 81 1C 81 82 00 02 00 C8 A2 83 00 00 0E A1 0C 80 01 FF A2 03 80 01 05 1A 02 61 62 30 03 1A 01 "
          "78",
          "30 1F 80 01 FF 81 05 00 00 00 00 C8 A2 0E A1 0C 80 01 FF A2 03 80 01 05 1A 02 61 62 30 03 1A 01 "
          "78"}) {
        ByteVector input = hex(text);
        if (input[1] == 0x81) input[2] = static_cast<Octet>(input.size() - 3);
        if (input[1] < 0x80) input[1] = static_cast<Octet>(input.size() - 2);
        const auto decoded = decode<Record>(input);
        ASSERT_TRUE(decoded) << text << decoded.error().message();
        EXPECT_EQ(to_hex(encoded(*decoded)), record_hex);
    }
}

TEST(Codec, ErrorSaysWhere) {
    const ByteVector input = hex("30 0C A2 05 A1 03 80 01 FF 30 03 19 01 78");
    const auto decoded = decode<Record>(input);
    ASSERT_FALSE(decoded);
    EXPECT_EQ(decoded.error().path, "names");
    EXPECT_EQ(decoded.error().offset, 11U);
    const ByteVector deep = hex("30 0D A2 06 A1 04 80 02 7F FF 30 03 1A 01 78");
    EXPECT_TRUE(decode<Record>(deep));
    const ByteVector wrong = hex("30 0B A2 04 A1 02 80 00 30 03 1A 01 78");
    const auto bad = decode<Record>(wrong);
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().path, "tree.branches.leaf");
}

TEST(Codec, BoundsNesting) {
    ByteVector input = hex("80 01 05");
    for (unsigned level = 0; level < 40; ++level) {
        const auto size = input.size();
        ByteVector outer = size < 128 ? ByteVector{0xA2, static_cast<Octet>(size)}
                                      : ByteVector{0xA2, 0x81, static_cast<Octet>(size)};
        outer.insert(outer.end(), input.begin(), input.end());
        input = outer;
        const auto decoded = decode<Tree>(input, natural, 33);
        EXPECT_EQ(decoded.has_value(), level + 1 <= 33) << level;
        if (!decoded) {
            EXPECT_EQ(decoded.error().fault, Fault::limit);
        }
    }
    const ByteVector indefinite(20000, 0xA1);
    EXPECT_FALSE(decode<Tree>(indefinite));
    ByteVector opened;
    for (int i = 0; i < 10000; ++i) opened.insert(opened.end(), {0xA1, 0x80});
    EXPECT_EQ(decode<Tree>(opened).error().fault, Fault::limit);
}

TEST(Codec, SetTakesAnyOrderOnce) {
    EXPECT_EQ(decode<Bag>(hex("31 06 81 01 01 80 01 07"))->first, 7);
    EXPECT_EQ(to_hex(encoded(*decode<Bag>(hex("31 09 81 01 01 80 01 07 85 01 00")))),
              "31 06 80 01 07 81 01 FF");
    EXPECT_FALSE(decode<Bag>(hex("31 06 80 01 07 80 01 07")));
    EXPECT_FALSE(decode<Bag>(hex("31 03 81 01 01")));
}

TEST(Codec, DefaultsAreLeftOutUnlessAskedFor) {
    EXPECT_EQ(to_hex(encoded(Sent{})), "30 03 80 01 FF");
    EXPECT_EQ(to_hex(encoded(Sent{false, Phase::two})), "30 06 80 01 00 81 01 01");
    const auto absent = decode<Sent>(hex("30 00"));
    ASSERT_TRUE(absent);
    EXPECT_TRUE(absent->always);
    EXPECT_EQ(absent->phase, Phase::one);
}

TEST(Codec, NamedNumbersShowTheirNames) {
    EXPECT_EQ(dump(*decode<Sent>(hex("30 03 81 01 01")), "s"), "s {\n  always TRUE\n  phase two\n}\n");
    EXPECT_EQ(dump(*decode<Sent>(hex("30 03 81 01 07")), "s"), "s {\n  always TRUE\n  phase 7\n}\n");
    EXPECT_EQ(decode<Sent>(hex("30 04 81 02 01 00")).error().fault, Fault::violation);
    std::string text;
    TextDump shown(text);
    static constexpr std::string_view names[] = {"a", "b"};
    shown.words("bits", names);
    EXPECT_EQ(text, "bits (a b)\n");
    std::string json;
    JsonDump visitor(json);
    visitor.words("", names);
    EXPECT_EQ(json, R"(["a","b"])");
}

TEST(Codec, LongTagsAndHeaders) {
    struct Case {
        TagKey key;
        bool constructed;
        std::size_t size;
        const char* header;
    };
    for (const Case& c :
         {Case{context_key(72), true, 5, "BF 48 05"}, Case{context_key(0), false, 200, "80 81 C8"},
          Case{universal_key(16), true, 0x12345, "30 83 01 23 45"},
          Case{context_key(300), false, 0, "9F 82 2C 00"}}) {
        BackWriter writer;
        encode_header(writer, c.key, c.constructed, c.size);
        EXPECT_EQ(to_hex(writer.bytes()), c.header);
        ByteVector input(writer.bytes().begin(), writer.bytes().end());
        input.resize(input.size() + c.size);
        DecodeState state(input);
        Reader reader(input);
        Element element;
        ASSERT_TRUE(reader.next(element, state));
        EXPECT_EQ(element.key, c.key);
        EXPECT_EQ(element.constructed, c.constructed);
        EXPECT_EQ(element.content.size(), c.size);
    }
}

TEST(Integer, BothWaysAtTheEdges) {
    struct Case {
        std::int64_t value;
        const char* content;
    };
    for (const Case& c :
         {Case{0, "00"}, Case{127, "7F"}, Case{128, "00 80"}, Case{-1, "FF"}, Case{-128, "80"},
          Case{-129, "FF 7F"}, Case{65000, "00 FD E8"}, Case{INT64_MAX, "7F FF FF FF FF FF FF FF"},
          Case{INT64_MIN, "80 00 00 00 00 00 00 00"}}) {
        BackWriter writer;
        encode_integer(writer, c.value);
        EXPECT_EQ(to_hex(writer.bytes()), c.content);
        std::int64_t value = 1;
        DecodeState state({});
        EXPECT_TRUE(decode_integer(hex(c.content), value, state));
        EXPECT_EQ(value, c.value);
    }
    std::int64_t value = 0;
    DecodeState state({});
    EXPECT_TRUE(decode_integer(hex("FF FF FF FF FF FF FF FF FF FE"), value, state));
    EXPECT_EQ(value, -2);
    EXPECT_FALSE(decode_integer(hex(""), value, state));
    EXPECT_FALSE(decode_integer(hex("00 FF FF FF FF FF FF FF FF"), value, state));
    EXPECT_FALSE(decode_integer(hex("01 00 00 00 00 00 00 00 00"), value, state));
    BackWriter writer;
    encode_unsigned(writer, UINT64_MAX);
    EXPECT_EQ(to_hex(writer.bytes()), "00 FF FF FF FF FF FF FF FF");
}

TEST(Oid, BothWays) {
    EXPECT_EQ(to_hex(oid_content("1.0.9506.2.3").value()), "28 CA 22 02 03");
    EXPECT_EQ(ObjectIdentifier{hex("28 CA 22 02 03")}.dotted(), "1.0.9506.2.3");
    EXPECT_EQ(to_hex(oid_content("2.2.1.0.1").value()), "52 01 00 01");
    EXPECT_EQ(to_hex(oid_content("2.999").value()), "88 37");
    for (const char* wrong : {"", "1", "1.", "3.1", "1.40", "1.2.x", "1.99999999999"})
        EXPECT_FALSE(oid_content(wrong)) << wrong;
}

TEST(Walk, TextAndJson) {
    const ByteVector input = hex(record_hex);
    const Record record = *decode<Record>(input);
    EXPECT_EQ(dump(record, "record"), R"(record {
  flag TRUE
  small 200
  tree branches [
    leaf -1
    wrapped leaf 5
    "ab"
  ]
  names [
    "x"
  ]
}
)");
    std::string json;
    JsonDump visitor(json);
    walk(record, "", visitor);
    EXPECT_EQ(
        json,
        R"({"flag":true,"small":200,"tree":{"branches":[{"leaf":-1},{"wrapped":{"leaf":5}},"ab"]},"names":["x"]})");
    EXPECT_EQ(json_string("a\"\n\xFF\xC3\xA4"), "\"a\\\"\\u000a\xEF\xBF\xBD\xC3\xA4\"");
}

}  // namespace
}  // namespace busbar::ber
