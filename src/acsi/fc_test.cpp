// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <busbar/basic_type.hpp>
#include <busbar/fc.hpp>

namespace busbar {
namespace {

TEST(Fc, NamesGoBothWays) {
    for (std::size_t i = 1; i < fc_count; ++i) {
        const Fc fc = static_cast<Fc>(i);
        EXPECT_EQ(name_of(fc).size(), 2U);
        EXPECT_EQ(fc_from_name(name_of(fc)), fc);
    }
    EXPECT_EQ(name_of(Fc::or_), "OR");
    EXPECT_EQ(fc_from_name("US"), Fc::us);
    EXPECT_FALSE(fc_from_name(""));
    EXPECT_FALSE(fc_from_name("st"));
    EXPECT_FALSE(fc_from_name("XX"));
    EXPECT_FALSE(fc_from_name("STX"));
}

TEST(Fc, ClientAccessFollowsTheStandard) {
    EXPECT_EQ(traits_of(Fc::st).write, FcWrite::refused);
    EXPECT_EQ(traits_of(Fc::sg).write, FcWrite::refused);
    EXPECT_EQ(traits_of(Fc::sp).write, FcWrite::data);
    EXPECT_EQ(traits_of(Fc::se).write, FcWrite::edit_group);
    EXPECT_EQ(traits_of(Fc::co).write, FcWrite::control);
    EXPECT_TRUE(is_control_block(Fc::br));
    EXPECT_FALSE(is_control_block(Fc::sp));
    EXPECT_FALSE(traits_of(Fc::co).in_data_set);
    EXPECT_TRUE(traits_of(Fc::mx).in_data_set);
}

struct TypeCase {
    BasicType type;
    std::string_view name;
    TypeClass type_class;
    int announced;
    unsigned slot;
};

class BasicTypes : public testing::TestWithParam<TypeCase> {};

TEST_P(BasicTypes, MapAsAnnounced) {
    const TypeCase& c = GetParam();
    const BasicTypeTraits& traits = traits_of(c.type);
    EXPECT_EQ(traits.name, c.name);
    EXPECT_EQ(traits.type_class, c.type_class);
    EXPECT_EQ(traits.announced, c.announced);
    EXPECT_EQ(traits.slot_octets, c.slot);
    EXPECT_EQ(basic_type_from_name(c.name), c.type);
}

INSTANTIATE_TEST_SUITE_P(
    Table, BasicTypes,
    testing::Values(TypeCase{BasicType::boolean, "BOOLEAN", TypeClass::boolean, 0, 1},
                    TypeCase{BasicType::int8, "INT8", TypeClass::integer, 8, 1},
                    TypeCase{BasicType::int16, "INT16", TypeClass::integer, 16, 2},
                    TypeCase{BasicType::int24, "INT24", TypeClass::integer, 24, 4},
                    TypeCase{BasicType::int32, "INT32", TypeClass::integer, 32, 4},
                    TypeCase{BasicType::int64, "INT64", TypeClass::integer, 64, 8},
                    TypeCase{BasicType::int128, "INT128", TypeClass::integer, 128, 8},
                    TypeCase{BasicType::int8u, "INT8U", TypeClass::unsigned_integer, 8, 1},
                    TypeCase{BasicType::int16u, "INT16U", TypeClass::unsigned_integer, 16, 2},
                    TypeCase{BasicType::int24u, "INT24U", TypeClass::unsigned_integer, 24, 4},
                    TypeCase{BasicType::int32u, "INT32U", TypeClass::unsigned_integer, 32, 4},
                    TypeCase{BasicType::float32, "FLOAT32", TypeClass::floating_point, 32, 4},
                    TypeCase{BasicType::float64, "FLOAT64", TypeClass::floating_point, 64, 8},
                    TypeCase{BasicType::enumerated, "Enum", TypeClass::integer, 8, 4},
                    TypeCase{BasicType::dbpos, "Dbpos", TypeClass::bit_string, 2, 1},
                    TypeCase{BasicType::tcmd, "Tcmd", TypeClass::bit_string, 2, 1},
                    TypeCase{BasicType::quality, "Quality", TypeClass::bit_string, -13, 2},
                    TypeCase{BasicType::check, "Check", TypeClass::bit_string, -2, 1},
                    TypeCase{BasicType::trg_ops, "TrgOps", TypeClass::bit_string, -6, 1},
                    TypeCase{BasicType::opt_flds, "OptFlds", TypeClass::bit_string, -10, 2},
                    TypeCase{BasicType::sv_opt_flds, "SvOptFlds", TypeClass::bit_string, -5, 1},
                    TypeCase{BasicType::log_opt_flds, "LogOptFlds", TypeClass::bit_string, -1, 1},
                    TypeCase{BasicType::timestamp, "Timestamp", TypeClass::utc_time, 0, 8},
                    TypeCase{BasicType::entry_time, "EntryTime", TypeClass::binary_time, 0, 6},
                    TypeCase{BasicType::vis_string32, "VisString32", TypeClass::visible_string, -32, 33},
                    TypeCase{BasicType::vis_string64, "VisString64", TypeClass::visible_string, -64, 65},
                    TypeCase{BasicType::vis_string65, "VisString65", TypeClass::visible_string, -65, 66},
                    TypeCase{BasicType::vis_string129, "VisString129", TypeClass::visible_string, -129, 130},
                    TypeCase{BasicType::vis_string255, "VisString255", TypeClass::visible_string, -255, 256},
                    TypeCase{BasicType::obj_ref, "ObjRef", TypeClass::visible_string, -129, 130},
                    TypeCase{BasicType::currency, "Currency", TypeClass::visible_string, -3, 4},
                    TypeCase{BasicType::octet6, "Octet6", TypeClass::octet_string, -6, 7},
                    TypeCase{BasicType::octet16, "Octet16", TypeClass::octet_string, -16, 17},
                    TypeCase{BasicType::octet64, "Octet64", TypeClass::octet_string, -64, 65},
                    TypeCase{BasicType::entry_id, "EntryID", TypeClass::octet_string, 8, 8},
                    TypeCase{BasicType::unicode255, "Unicode255", TypeClass::mms_string, -255, 1022}));

TEST(BasicTypes, RangesOfIntegers) {
    EXPECT_EQ(traits_of(BasicType::int8).min, -128);
    EXPECT_EQ(traits_of(BasicType::int24).max, 8388607);
    EXPECT_EQ(traits_of(BasicType::int24u).max, 16777215);
    EXPECT_EQ(traits_of(BasicType::int32u).max, 4294967295);
    EXPECT_EQ(traits_of(BasicType::int32u).min, 0);
    EXPECT_EQ(traits_of(BasicType::int64).min, INT64_MIN);
}

TEST(BasicTypes, ConstructedAndUnknownNamesAreNone) {
    EXPECT_FALSE(basic_type_from_name("Struct"));
    EXPECT_FALSE(basic_type_from_name("PhyComAddr"));
    EXPECT_FALSE(basic_type_from_name("int8"));
    EXPECT_EQ(basic_types().size(), basic_type_count);
}

}  // namespace
}  // namespace busbar
