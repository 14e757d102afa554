// SPDX-License-Identifier: Apache-2.0
#include "acsi/value_text.hpp"

#include <gtest/gtest.h>

#include <set>

namespace busbar::acsi {
namespace {

struct Case {
    BasicType type;
    std::string_view text;
    Value value;
};
class ValueText : public testing::TestWithParam<Case> {};

TEST_P(ValueText, IsRead) {
    const auto value = parse_value(GetParam().type, GetParam().text, mode_literals());
    ASSERT_TRUE(value) << value.error().message();
    EXPECT_EQ(*value, GetParam().value) << value->text();
}
INSTANTIATE_TEST_SUITE_P(
    ByType, ValueText,
    testing::Values(Case{BasicType::boolean, " true ", true}, Case{BasicType::boolean, "0", false},
                    Case{BasicType::int8, "-128", -128}, Case{BasicType::int32u, "4294967295", 4294967295U},
                    Case{BasicType::int16u, "0x4000", 16384U}, Case{BasicType::int32, "+5", 5},
                    Case{BasicType::float32, "1,5", 1.5F}, Case{BasicType::float32, "-1e3", -1000.0F},
                    Case{BasicType::float64, "0.1", 0.1}, Case{BasicType::enumerated, "test/blocked", 4},
                    Case{BasicType::enumerated, "5", 5}, Case{BasicType::dbpos, "on", BitString(2, 2)},
                    Case{BasicType::dbpos, "01", BitString(1, 2)},
                    Case{BasicType::dbpos, "3", BitString(3, 2)},
                    Case{BasicType::tcmd, "higher", BitString(2, 2)},
                    Case{BasicType::quality, "invalid|test", Quality(Validity::invalid).with(Quality::test)},
                    Case{BasicType::quality, "0000000000000", good},
                    Case{BasicType::check, "interlock-check", BitString(1, 2)},
                    Case{BasicType::trg_ops, "data-change|general-interrogation", BitString(0b010001, 6)},
                    Case{BasicType::vis_string255, " kept ", " kept "},
                    Case{BasicType::unicode255, "\xC3\xA9", UnicodeString{"\xC3\xA9"}},
                    Case{BasicType::octet64, "0aFF", OctetString{{0x0A, 0xFF}}},
                    Case{BasicType::octet64, "AQID", OctetString{{1, 2, 3}}},
                    Case{BasicType::octet64, "", OctetString{}},
                    Case{BasicType::timestamp, "1970-01-01T00:00:01Z", Timestamp{1, 0, {}}},
                    Case{BasicType::entry_time, "1984-01-02", EntryTime{0, 1}}));

TEST(ValueText, RefusesWhatDoesNotFit) {
    struct Bad {
        BasicType type;
        std::string_view text;
        Fault fault;
    };
    const std::string long_text(256, 'x');
    const std::string long_hex(130, '0');
    for (const Bad& bad :
         {Bad{BasicType::boolean, "yes", Fault::malformed}, Bad{BasicType::int8, "128", Fault::violation},
          Bad{BasicType::int8u, "-1", Fault::violation}, Bad{BasicType::int32, "1.0", Fault::malformed},
          Bad{BasicType::int32, "", Fault::malformed}, Bad{BasicType::float32, "abc", Fault::malformed},
          Bad{BasicType::enumerated, "sideways", Fault::violation},
          Bad{BasicType::enumerated, "9", Fault::violation}, Bad{BasicType::dbpos, "open", Fault::malformed},
          Bad{BasicType::dbpos, "4", Fault::malformed},
          Bad{BasicType::vis_string255, long_text, Fault::violation},
          Bad{BasicType::octet64, long_hex, Fault::violation}, Bad{BasicType::octet64, "A", Fault::malformed},
          Bad{BasicType::entry_id, "00", Fault::violation},
          Bad{BasicType::timestamp, "noon", Fault::malformed},
          Bad{BasicType::trg_ops, "dchg", Fault::malformed}, Bad{BasicType::check, "", Fault::malformed}}) {
        const auto value = parse_value(bad.type, bad.text, mode_literals());
        ASSERT_FALSE(value) << bad.text;
        EXPECT_EQ(value.error().fault, bad.fault) << bad.text;
    }
}

TEST(ValueText, SaysHowOctetsWereWritten) {
    OctetForm form = OctetForm::none;
    ASSERT_TRUE(parse_value(BasicType::octet64, "00FF", {}, &form));
    EXPECT_EQ(form, OctetForm::hexadecimal);
    ASSERT_TRUE(parse_value(BasicType::octet64, "AAECAw==", {}, &form));
    EXPECT_EQ(form, OctetForm::base64);
    ASSERT_TRUE(parse_value(BasicType::boolean, "true", {}, &form));
    EXPECT_EQ(form, OctetForm::none);
}

TEST(Base64, KnownVectorsAndFaults) {
    const auto bytes = [](std::string_view text) {
        return std::vector<std::uint8_t>(text.begin(), text.end());
    };
    EXPECT_EQ(from_base64("").value(), bytes(""));
    EXPECT_EQ(from_base64("Zg==").value(), bytes("f"));
    EXPECT_EQ(from_base64("Zm8=").value(), bytes("fo"));
    EXPECT_EQ(from_base64("Zm9v").value(), bytes("foo"));
    EXPECT_EQ(from_base64("Zm9vYg").value(), bytes("foob"));
    for (const std::string_view bad : {"Z", "Zg=", "Zg===", "Zm9v!", "=", "Zg==Zg=="}) {
        EXPECT_FALSE(from_base64(bad)) << bad;
    }
}

TEST(Enums, LiteralsAreUniqueAndGoBothWays) {
    for (const Literals literals :
         {dbpos_literals(), tcmd_literals(), ctl_model_literals(), sbo_class_literals(), or_cat_literals(),
          mode_literals(), health_literals(), smp_mod_literals(), command_qualifier_literals(),
          service_type_literals(), service_error_literals()}) {
        std::set<std::string_view> seen;
        for (const Literal& literal : literals) {
            EXPECT_TRUE(seen.insert(literal.text).second) << literal.text;
            EXPECT_EQ(text_of(literals, literal.ord), literal.text);
            EXPECT_EQ(ord_of(literals, literal.text), literal.ord);
        }
    }
    EXPECT_EQ(text_of(ctl_model_literals(), static_cast<int>(CtlModel::sbo_with_enhanced_security)),
              "sbo-with-enhanced-security");
    EXPECT_EQ(text_of(service_type_literals(), 46), "Operate");
    EXPECT_EQ(text_of(mode_literals(), 0), "");
}

}  // namespace
}  // namespace busbar::acsi
