// SPDX-License-Identifier: Apache-2.0
#include "model/slot.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "model/test_models.hpp"

namespace busbar::model {
namespace {

/// Exactly the octets of a slot on the heap, so that a sanitizer sees one too many.
struct Slot {
    explicit Slot(BasicType of) : type(of), octets(new std::uint8_t[traits_of(of).slot_octets]()) {}
    Fit store(const Value& value) const { return slot::store(type, octets.get(), value); }
    [[nodiscard]] Value value() const { return slot::value(type, octets.get()); }
    [[nodiscard]] std::vector<std::uint8_t> raw() const {
        return {octets.get(), octets.get() + traits_of(type).slot_octets};
    }
    BasicType type;
    std::unique_ptr<std::uint8_t[]> octets;
};

struct Kept {
    BasicType type;
    Value value;
};
class SlotKeeps : public testing::TestWithParam<Kept> {};

TEST_P(SlotKeeps, TheValue) {
    const Slot slot(GetParam().type);
    ASSERT_EQ(slot.store(GetParam().value), Fit::ok);
    EXPECT_EQ(slot.value(), GetParam().value) << slot.value().text();
}

INSTANTIATE_TEST_SUITE_P(
    Values, SlotKeeps,
    testing::Values(
        Kept{BasicType::boolean, true}, Kept{BasicType::int8, -128}, Kept{BasicType::int8, 127},
        Kept{BasicType::int16, -32768}, Kept{BasicType::int24, -8388608}, Kept{BasicType::int32, INT32_MIN},
        Kept{BasicType::int64, INT64_MIN}, Kept{BasicType::int128, INT64_MAX}, Kept{BasicType::int8u, 255U},
        Kept{BasicType::int16u, 65535U}, Kept{BasicType::int24u, 16777215U},
        Kept{BasicType::int32u, UINT32_MAX}, Kept{BasicType::float32, 1.5F},
        Kept{BasicType::float32, HUGE_VALF}, Kept{BasicType::float64, 0.1},
        Kept{BasicType::enumerated, 40000}, Kept{BasicType::dbpos, BitString(2, 2)},
        Kept{BasicType::tcmd, BitString(1, 2)},
        Kept{BasicType::quality, good.with(Quality::operator_blocked)},
        Kept{BasicType::check, BitString(3, 2)}, Kept{BasicType::trg_ops, BitString(0b011001, 6)},
        Kept{BasicType::opt_flds, BitString(0b0111111111, 10)},
        Kept{BasicType::sv_opt_flds, BitString(17, 5)}, Kept{BasicType::log_opt_flds, BitString(1, 1)},
        Kept{BasicType::timestamp, Timestamp{1, 2, {}}},
        Kept{BasicType::entry_time, EntryTime{86399999, 65535}},
        Kept{BasicType::vis_string32, std::string(32, 'a')},
        Kept{BasicType::vis_string64, std::string(64, 'a')},
        Kept{BasicType::vis_string65, std::string(65, 'a')},
        Kept{BasicType::vis_string129, std::string(129, 'a')},
        Kept{BasicType::vis_string255, std::string(255, 'a')}, Kept{BasicType::obj_ref, ""},
        Kept{BasicType::currency, "EUR"}, Kept{BasicType::octet6, OctetString{{1, 2, 3, 4, 5, 6}}},
        Kept{BasicType::octet16, OctetString{{}}},
        Kept{BasicType::octet64, OctetString{std::vector<std::uint8_t>(64, 7)}},
        Kept{BasicType::entry_id, OctetString{{1, 2, 3, 4, 5, 6, 7, 8}}},
        Kept{BasicType::unicode255, UnicodeString{"\xE2\x82\xAC"}}));

class SlotRefuses : public testing::TestWithParam<std::pair<Kept, Fit>> {};

TEST_P(SlotRefuses, AndStaysAsItWas) {
    const auto& [bad, fit] = GetParam();
    const Slot slot(bad.type);
    const auto before = slot.raw();
    EXPECT_EQ(slot.store(bad.value), fit);
    EXPECT_EQ(slot.raw(), before);
}

std::string repeated(std::string_view text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += text;
    return all;
}

INSTANTIATE_TEST_SUITE_P(
    Values, SlotRefuses,
    testing::Values(std::pair{Kept{BasicType::boolean, 1}, Fit::wrong_type},
                    std::pair{Kept{BasicType::int8, true}, Fit::wrong_type},
                    std::pair{Kept{BasicType::int8, 128}, Fit::out_of_range},
                    std::pair{Kept{BasicType::int8u, -1}, Fit::out_of_range},
                    std::pair{Kept{BasicType::int24u, 16777216U}, Fit::out_of_range},
                    std::pair{Kept{BasicType::int64, UINT64_MAX}, Fit::out_of_range},
                    std::pair{Kept{BasicType::float32, UINT64_MAX}, Fit::wrong_type},
                    std::pair{Kept{BasicType::float32, 1}, Fit::wrong_type},
                    std::pair{Kept{BasicType::float32, 1e300}, Fit::out_of_range},
                    std::pair{Kept{BasicType::int32, 1.0F}, Fit::wrong_type},
                    std::pair{Kept{BasicType::dbpos, 1}, Fit::wrong_type},
                    std::pair{Kept{BasicType::vis_string32, std::string(33, 'a')}, Fit::too_long},
                    std::pair{Kept{BasicType::currency, "EURO"}, Fit::too_long},
                    std::pair{Kept{BasicType::octet6, OctetString{{1, 2, 3, 4, 5, 6, 7}}}, Fit::too_long},
                    std::pair{Kept{BasicType::entry_id, OctetString{{1}}}, Fit::out_of_range},
                    std::pair{Kept{BasicType::entry_id, OctetString{std::vector<std::uint8_t>(9)}},
                              Fit::too_long},
                    std::pair{Kept{BasicType::octet64, "text"}, Fit::wrong_type},
                    std::pair{Kept{BasicType::vis_string32, OctetString{}}, Fit::wrong_type},
                    std::pair{Kept{BasicType::unicode255, "\xC3"}, Fit::out_of_range},
                    std::pair{Kept{BasicType::unicode255, "\xED\xA0\x80"}, Fit::out_of_range},
                    std::pair{Kept{BasicType::unicode255, "\xC0\xAF"}, Fit::out_of_range},
                    std::pair{Kept{BasicType::unicode255, repeated("a", 256)}, Fit::too_long},
                    std::pair{Kept{BasicType::timestamp, EntryTime{}}, Fit::wrong_type},
                    std::pair{Kept{BasicType::entry_time, Timestamp{}}, Fit::wrong_type},
                    std::pair{Kept{BasicType::boolean, Value()}, Fit::wrong_type},
                    std::pair{Kept{BasicType::boolean, Value::structure({true})}, Fit::wrong_type}));

TEST(Slot, Unicode255CountsCharactersNotOctets) {
    const Slot slot(BasicType::unicode255);
    const Value longest = UnicodeString{repeated("\xF0\x9F\x94\x8C", 255)};
    ASSERT_EQ(slot.store(longest), Fit::ok);
    EXPECT_EQ(slot.value(), longest);
}

TEST(Slot, ShorterTextLeavesNothingOfTheLonger) {
    const Slot first(BasicType::vis_string32);
    const Slot second(BasicType::vis_string32);
    ASSERT_EQ(first.store("a longer text"), Fit::ok);
    ASSERT_EQ(first.store("ab"), Fit::ok);
    ASSERT_EQ(second.store("ab"), Fit::ok);
    EXPECT_EQ(first.raw(), second.raw());
}

TEST(Slot, BitStringsOfOtherSizesAreCutOrFilled) {
    const Slot slot(BasicType::quality);
    ASSERT_EQ(slot.store(BitString(0xFFFF, 16)), Fit::ok);
    EXPECT_EQ(slot.raw(), (std::vector<std::uint8_t>{0xFF, 0xF8}));
    ASSERT_EQ(slot.store(BitString(0xF, 4)), Fit::ok);
    EXPECT_EQ(slot.raw(), (std::vector<std::uint8_t>{0xF0, 0x00}));
    ASSERT_EQ(slot.store(BitString()), Fit::ok);
    EXPECT_EQ(slot.raw(), (std::vector<std::uint8_t>{0x00, 0x00}));
    // Octets that the bits need must be there.
    const std::uint8_t one[] = {0xFF};
    EXPECT_EQ(slot::store_bits(BasicType::quality, slot.octets.get(), one, 13), Fit::wrong_type);
}

TEST(Slot, ReadingAsAnotherTypeGivesNothing) {
    const Slot slot(BasicType::float32);
    ASSERT_EQ(slot.store(1.0F), Fit::ok);
    EXPECT_EQ(slot::integer(BasicType::float32, slot.octets.get()), 0);
    EXPECT_FALSE(slot::boolean(BasicType::float32, slot.octets.get()));
    EXPECT_TRUE(slot::text(BasicType::float32, slot.octets.get()).empty());
    EXPECT_TRUE(slot::octets(BasicType::float32, slot.octets.get()).empty());
    EXPECT_EQ(slot::float64(BasicType::float32, slot.octets.get()), 1.0);
}

TEST(Slot, EveryTypeTakesWhatItGives) {
    for (const BasicTypeTraits& traits : basic_types()) {
        const Slot slot(traits.type);
        EXPECT_EQ(slot.store(slot.value()), Fit::ok) << traits.name;
    }
}

TEST(Image, SnapshotsAreIndependent) {
    const Built built = testing_models::sample();
    const Model& m = *built.model;
    Image live = built.image;
    const LeafId f = m.leaf_of(m.find("IED1LD0", "PDIS1$SG$PoRch$setMag$f"));
    const LeafId beh = m.leaf_of(m.find("IED1LD0", "LLN0$ST$Beh$stVal"));
    ASSERT_EQ(live.set(f, 9.0F), Fit::ok);
    ASSERT_EQ(live.set_integer(beh, 5), Fit::ok);
    EXPECT_EQ(built.image.float32(f), 2.0F);
    Image copy(built.model);
    EXPECT_EQ(copy.float32(f), 0.0F);
    copy.copy_from(live, m.find("IED1LD0", "PDIS1$SG"));
    EXPECT_EQ(copy.float32(f), 9.0F);
    EXPECT_EQ(copy.integer(beh), 0);
    copy.copy_from(live);
    EXPECT_EQ(copy.integer(beh), 5);
}

TEST(Image, TypedAccess) {
    const Built built = testing_models::sample();
    const Model& m = *built.model;
    Image image = built.image;
    const auto leaf = [&](std::string_view item) { return m.leaf_of(m.find("IED1LD0", item)); };
    const LeafId q = leaf("LLN0$ST$Beh$q");
    const LeafId t = leaf("LLN0$ST$Beh$t");
    const LeafId d = leaf("LLN0$DC$Beh$d");
    ASSERT_EQ(image.set(q, Quality(Validity::invalid)), Fit::ok);
    EXPECT_EQ(image.quality(q), Quality(Validity::invalid));
    EXPECT_EQ(image.octets(q)[0], 0x40);
    ASSERT_EQ(image.set(t, Timestamp{5, 6, {}}), Fit::ok);
    EXPECT_EQ(image.timestamp(t), (Timestamp{5, 6, {}}));
    ASSERT_EQ(image.set_text(d, "description"), Fit::ok);
    EXPECT_EQ(image.text(d), "description");
    EXPECT_EQ(image.quality(d), good);
    EXPECT_EQ(image.timestamp(d), Timestamp{});
    const LeafId entry = leaf("LLN0$BR$brcbA01$TimeofEntry");
    ASSERT_EQ(image.set(entry, EntryTime{1, 2}), Fit::ok);
    EXPECT_EQ(image.entry_time(entry), (EntryTime{1, 2}));
    ASSERT_EQ(image.set_boolean(leaf("LLN0$BR$brcbA01$RptEna"), true), Fit::ok);
    EXPECT_TRUE(image.boolean(leaf("LLN0$BR$brcbA01$RptEna")));
    ASSERT_EQ(image.set_unsigned(leaf("LLN0$BR$brcbA01$SqNum"), 65535), Fit::ok);
    EXPECT_EQ(image.unsigned_integer(leaf("LLN0$BR$brcbA01$SqNum")), 65535U);
    EXPECT_EQ(image.set_octets(leaf("LLN0$RP$urcbA01$Owner"), std::vector<std::uint8_t>(65)), Fit::too_long);
}

}  // namespace
}  // namespace busbar::model
