// SPDX-License-Identifier: Apache-2.0
#include "values/meaning.hpp"

#include <gtest/gtest.h>

#include "tree/scl_model.hpp"

namespace busbar::program {
namespace {

Meaning named(std::vector<std::string_view> path, Fc fc, MmsType type, std::int32_t extent) {
    return Dictionary::by_name(path, fc, type, extent);
}

TEST(Meaning, BitStrings) {
    EXPECT_EQ(named({"q"}, Fc::st, MmsType::bit_string, -13).kind, Meaning::Kind::quality);
    EXPECT_EQ(acsi::text_of(named({"Pos", "stVal"}, Fc::st, MmsType::bit_string, 2).literals, 1), "off");
    EXPECT_EQ(acsi::text_of(named({"TapChg", "Oper", "ctlVal"}, Fc::co, MmsType::bit_string, 2).literals, 1),
              "lower");
    EXPECT_EQ(named({"Pos", "Oper", "Check"}, Fc::co, MmsType::bit_string, 2).kind,
              Meaning::Kind::named_bits);
    EXPECT_EQ(named({"b", "OptFlds"}, Fc::lg, MmsType::bit_string, -1).bit_names.front(), "reasonCode");
    EXPECT_EQ(named({"b", "OptFlds"}, Fc::ms, MmsType::bit_string, -5).bit_names.size(), 5U);
    EXPECT_EQ(named({"x"}, Fc::st, MmsType::bit_string, 7).kind, Meaning::Kind::plain);
}

TEST(Meaning, NumbersByTheirPlace) {
    EXPECT_EQ(acsi::text_of(named({"Mod", "stVal"}, Fc::st, MmsType::integer, 8).literals, 5), "off");
    EXPECT_EQ(acsi::text_of(named({"Mod", "Oper", "ctlVal"}, Fc::co, MmsType::integer, 8).literals, 1), "on");
    EXPECT_EQ(acsi::text_of(named({"Health", "stVal"}, Fc::st, MmsType::integer, 8).literals, 3), "Alarm");
    EXPECT_EQ(acsi::text_of(named({"Pos", "ctlModel"}, Fc::cf, MmsType::integer, 8).literals, 0),
              "status-only");
    EXPECT_EQ(acsi::text_of(named({"TotW", "range"}, Fc::mx, MmsType::integer, 8).literals, 3), "high-high");
    EXPECT_EQ(named({"IntIn1", "stVal"}, Fc::st, MmsType::integer, 32).kind, Meaning::Kind::plain);
    EXPECT_EQ(named({"ctlModel"}, Fc::cf, MmsType::boolean, 0).kind, Meaning::Kind::plain);
    EXPECT_EQ(named({}, Fc::none, MmsType::integer, 8).kind, Meaning::Kind::plain);
}

TEST(Meaning, FromAnSclFile) {
    const auto dictionary = Dictionary::load(BUSBAR_SOURCE_DIR "/examples/demo.cid", "", "");
    ASSERT_TRUE(dictionary) << dictionary.error().message();
    const RemoteModel model = remote_model_of(*dictionary->model());
    const auto beh = model.find("BAY1CTRL/LLN0.Beh.stVal[ST]");
    ASSERT_TRUE(beh) << beh.error().message();
    const Meaning meaning = dictionary->of(*beh);
    EXPECT_EQ(meaning.basic_type, "Enum");
    EXPECT_FALSE(meaning.enum_type.empty());
    EXPECT_EQ(acsi::text_of(meaning.literals, 1), "on");
    const auto quality = model.find("BAY1CTRL/LLN0.Beh.q[ST]");
    ASSERT_TRUE(quality);
    EXPECT_EQ(dictionary->of(*quality).kind, Meaning::Kind::quality);
    EXPECT_EQ(dictionary->of(*quality).basic_type, "Quality");
    EXPECT_FALSE(Dictionary::load("/nowhere/at/all.cid", "", ""));
}

TEST(SclModel, IsWhatAClientWouldFind) {
    const auto dictionary = Dictionary::load(BUSBAR_SOURCE_DIR "/examples/demo.cid", "", "");
    ASSERT_TRUE(dictionary) << dictionary.error().message();
    const RemoteModel model = remote_model_of(*dictionary->model());
    EXPECT_EQ(model.leaf_count(), dictionary->model()->leaves().size());
    const auto power = model.find("BAY1MEAS/MMXU1.TotW.mag.f[MX]");
    ASSERT_TRUE(power);
    EXPECT_EQ(power->type_text(), "floating-point(32)");
    EXPECT_EQ(power->mms_reference(), "BAY1MEAS/MMXU1$MX$TotW$mag$f");
    const auto harmonics = model.find("BAY1MEAS/MHAI1.HA.phsAHar[MX]");
    ASSERT_TRUE(harmonics);
    EXPECT_EQ(harmonics->type(), MmsType::array);
    EXPECT_GT(harmonics->element_count(), 1U);
    const auto element = model.find("BAY1MEAS/MHAI1.HA.phsAHar(3).cVal.mag.f[MX]");
    ASSERT_TRUE(element);
    EXPECT_EQ(dictionary->of(*element).basic_type, "FLOAT32");
}

}  // namespace
}  // namespace busbar::program
