// SPDX-License-Identifier: Apache-2.0
#include "values/value_json.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "values/sample_model.hpp"

namespace busbar::program {
namespace {

std::string json_of(const Value& value, const char* reference = nullptr) {
    Type type;
    if (reference != nullptr) {
        const auto node = model().find(reference);
        EXPECT_TRUE(node) << reference;
        if (node) type = *node;
    }
    Json json;
    write_value(json, value, type, Dictionary());
    return json.text();
}

Timestamp time_stamp() {
    Timestamp time;
    time.seconds = 1795348800;  // 2026-11-22T12:00:00Z
    time.fraction = 0x800000;
    time.quality.clock_not_synchronized = true;
    time.quality.accuracy = 10;
    return time;
}

TEST(ValueJson, NumbersAreExact) {
    EXPECT_EQ(json_of(true), "true");
    EXPECT_EQ(json_of(12.5F), "12.5");
    EXPECT_EQ(json_of(0.1F), "0.1");
    EXPECT_EQ(json_of(std::numeric_limits<float>::quiet_NaN()), "\"nan\"");
    EXPECT_EQ(json_of(-std::numeric_limits<double>::infinity()), "\"-inf\"");
    EXPECT_EQ(json_of(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
    EXPECT_EQ(json_of(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
    EXPECT_EQ(json_of(Value()), "null");
}

TEST(ValueJson, TextIsEscaped) {
    EXPECT_EQ(json_of("a\"b\\c\x1b"), "\"a\\\"b\\\\c\\u001b\"");
    EXPECT_EQ(json_of(UnicodeString{"\xc3\xa4"}), "\"\xc3\xa4\"");
}

TEST(ValueJson, Times) {
    EXPECT_EQ(json_of(time_stamp()),
              "{\"time\":\"2026-11-22T12:00:00.500000000Z\",\"tq\":{\"leapSecondsKnown\":false,"
              "\"clockFailure\":false,"
              "\"clockNotSynchronized\":true,\"accuracy\":10}}");
    Timestamp unspecified = time_stamp();
    unspecified.quality.accuracy = TimeQuality::unspecified;
    EXPECT_NE(json_of(unspecified).find("\"accuracy\":null"), std::string::npos);
    EntryTime entry;
    entry.days = 1;
    entry.milliseconds = 1500;
    EXPECT_EQ(json_of(entry), "{\"time\":\"1984-01-02T00:00:01.500000000Z\"}");
}

TEST(ValueJson, BitStrings) {
    EXPECT_EQ(json_of(BitString(6, 4)), "{\"bits\":\"0110\",\"hex\":\"60\",\"size\":4}");
    EXPECT_EQ(json_of(BitString(0b010010, 6), "LD0/MMXU1.urcb01.TrgOps[RP]"),
              "{\"bits\":\"010010\",\"hex\":\"48\",\"size\":6,\"names\":[\"data-change\",\"integrity\"]}");
    EXPECT_EQ(json_of(OctetString{{0x0A, 0xFF}}), "{\"hex\":\"0AFF\"}");
}

TEST(ValueJson, Quality) {
    const Value value = Quality(Validity::questionable).with(Quality::old_data).with(Quality::test);
    EXPECT_EQ(json_of(value, "LD0/MMXU1.TotW.q[MX]"),
              "{\"text\":\"questionable|oldData|test\",\"validity\":\"questionable\",\"flags\":[\"oldData\","
              "\"test\"],"
              "\"bits\":\"1100000100010\"}");
}

TEST(ValueJson, NamedNumbers) {
    EXPECT_EQ(json_of(1, "LD0/MMXU1.Beh.stVal[ST]"), "{\"number\":1,\"name\":\"on\"}");
    EXPECT_EQ(json_of(77, "LD0/MMXU1.Beh.stVal[ST]"), "{\"number\":77,\"name\":null}");
    EXPECT_EQ(json_of(BitString(2, 2), "LD0/MMXU1.Pos.stVal[ST]"),
              "{\"number\":2,\"name\":\"on\",\"bits\":\"10\"}");
    EXPECT_EQ(json_of(77U, "LD0/MMXU1.TotW.db[CF]"), "77");
}

TEST(ValueJson, StructuresHaveNames) {
    const Value value = Value::structure({Value::structure({12.5F}), Quality(), time_stamp()});
    EXPECT_EQ(json_of(value, "LD0/MMXU1.TotW[MX]").substr(0, 32),
              "{\"mag\":{\"f\":12.5},\"q\":{\"text\":\"g");
    EXPECT_EQ(json_of(Value::structure({1, 2})), "{\"members\":[1,2]}");
    // A structure of another shape than the type says.
    EXPECT_EQ(json_of(Value::structure({1, 2}), "LD0/MMXU1.TotW[MX]"), "{\"members\":[1,2]}");
}

TEST(ValueJson, ArraysOfStructures) {
    const Value element = Value::structure({Value::structure({Value::structure({1.5F})}), Quality()});
    EXPECT_EQ(json_of(Value::array({element, element}), "LD0/MMXU1.HA.phsAHar[MX]").substr(0, 28),
              "[{\"cVal\":{\"mag\":{\"f\":1.5}},\"");
    EXPECT_EQ(json_of(Value::array({1, 2})), "[1,2]");
}

TEST(ValueJson, Failures) {
    EXPECT_EQ(json_of(DataAccessError::object_access_denied),
              "{\"error\":{\"domain\":\"data-access\",\"code\":3,\"name\":\"object-access-denied\"}}");
    Error error;
    error.fault = Fault::refused;
    error.code = Code::service_error(7, 2);
    error.text = "no";
    Json json;
    write_error(json, error);
    EXPECT_EQ(json.text(),
              "{\"error\":{\"domain\":\"service-error\",\"class\":7,\"code\":2,\"name\":\"access/"
              "object-non-existent\","
              "\"message\":\"no\"}}");
}

}  // namespace
}  // namespace busbar::program
