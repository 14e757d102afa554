// SPDX-License-Identifier: Apache-2.0
// The formats of watch, with values of every kind.
#include "watch/format.hpp"

#include <gtest/gtest.h>

#include <memory>

#include "values/sample_model.hpp"
#include "watch/catalogue.hpp"
#include "watch/member_view.hpp"

namespace busbar::program {
namespace {

const SystemTime noon = parse_time("2026-11-22T12:00:00Z").value();
const Timestamp stamp = Timestamp::from(parse_time("2026-11-22T11:59:59.5Z").value(), {.accuracy = 10});

Value power(float watts, Quality quality = good) {
    return Value::structure({Value::structure({watts}), quality, stamp});
}

/// A report with one value of TotW, a position and a failure.
struct Sample {
    RemoteModel model = sample_model();
    Dictionary dictionary;
    Report report;
    ObjectReference power_reference = ObjectReference::parse("LD0/MMXU1.TotW[MX]").value();
    ObjectReference position_reference = ObjectReference::parse("LD0/MMXU1.Pos.stVal[ST]").value();
    Value power_value = power(12.5F, Quality(Validity::questionable).with(Quality::old_data));
    Value position{BitString(2, 2)};
    Value failure{DataAccessError::object_access_denied};
    Value position_time{stamp};
    Value position_quality{good};
    Batch batch;

    Sample() {
        report.control_block = "LD0/LLN0.urcb01[RP]";
        report.rpt_id = "id,\"1\"";
        report.data_set = "LD0/LLN0$ds";
        report.fields = {.sequence_number = true, .report_time_stamp = true, .entry_id = true};
        report.sequence = 7;
        report.time_of_entry = EntryTime::from(noon);
        report.entry_id = EntryId::parse("0102030405060708").value();
        report.conf_rev = 3;
        batch.report = &report;
        batch.received = noon;
        batch.values.push_back({{},
                                &power_reference,
                                &power_value,
                                *model.find(power_reference),
                                ReasonCode::data_change,
                                nullptr,
                                nullptr});
        batch.values.push_back({{},
                                &position_reference,
                                &position,
                                *model.find(position_reference),
                                ReasonCode(ReasonCode::quality_change),
                                &position_quality,
                                &position_time});
        batch.values.push_back({"member 3", nullptr, &failure, std::nullopt, {}, nullptr, nullptr});
    }
    FormatContext context(std::string measurement = {}) {
        return {dictionary, "10.0.0.7:102", std::move(measurement), "IED1", false};
    }
    std::string lines(Format& format) const {
        std::string out;
        format.batch(batch, out);
        return out;
    }
};

TEST(TextFormat, IsALineForEachObject) {
    Sample s;
    EXPECT_EQ(s.lines(*text_format(s.context())),
              "LD0/MMXU1.TotW [MX]  12.5  questionable|oldData  2026-11-22T11:59:59.500Z  dchg\n"
              "LD0/MMXU1.Pos.stVal [ST]  on (2)  good  2026-11-22T11:59:59.500Z  qchg\n"
              "member 3  <object-access-denied>  2026-11-22T12:00:00.000Z\n");
}

TEST(TextFormat, EscapesWhatPeersSend) {
    Sample s;
    const Value text("a\x1b[31m");
    s.batch.values = {{"evil\x1b]", nullptr, &text, std::nullopt, {}, nullptr, nullptr}};
    const std::string out = s.lines(*text_format(s.context()));
    EXPECT_EQ(out.find('\x1b'), std::string::npos) << out;
    EXPECT_NE(out.find("\\x1"), std::string::npos) << out;
}

TEST(JsonFormat, HasCompleteTypes) {
    Sample s;
    EXPECT_EQ(
        s.lines(*json_lines_format(s.context())),
        R"~({"schema":"busbar.report/1","event":"report","received":"2026-11-22T12:00:00.000000000Z",)~"
        R"~("target":"10.0.0.7:102","control_block":"LD0/LLN0.urcb01[RP]","rpt_id":"id,\"1\"","data_set":"LD0/LLN0$ds",)~"
        R"~("sequence":7,"time_of_entry":"2026-11-22T12:00:00.000000000Z","entry_id":"0102030405060708","conf_rev":3,)~"
        R"~("segments":1,"values":[)~"
        R"~({"reference":"LD0/MMXU1.TotW[MX]","mms":"LD0/MMXU1$MX$TotW","fc":"MX","type":"structure","reason":["dchg"],)~"
        R"~("value":{"mag":{"f":12.5},"q":{"text":"questionable|oldData","validity":"questionable","flags":["oldData"],)~"
        R"~("bits":"1100000100000"},"t":{"time":"2026-11-22T11:59:59.500000000Z","tq":{"leapSecondsKnown":false,)~"
        R"~("clockFailure":false,"clockNotSynchronized":false,"accuracy":10}}}},)~"
        R"~({"reference":"LD0/MMXU1.Pos.stVal[ST]","mms":"LD0/MMXU1$ST$Pos$stVal","fc":"ST","type":"bit-string(2)",)~"
        R"~("reason":["qchg"],"value":{"number":2,"name":"on","bits":"10"},"q":{"text":"good","validity":"good",)~"
        R"~("flags":[],"bits":"0000000000000"},"t":{"time":"2026-11-22T11:59:59.500000000Z","tq":{)~"
        R"~("leapSecondsKnown":false,"clockFailure":false,"clockNotSynchronized":false,"accuracy":10}}},)~"
        R"~({"reference":"member 3","error":{"domain":"data-access","code":3,"name":"object-access-denied"}}]})~"
        "\n");
}

TEST(JsonFormat, TellsEvents) {
    Sample s;
    ReportLoss lost;
    lost.reports = 3;
    lost.overflow = true;
    WatchEvent event;
    event.kind = WatchEvent::Kind::lost;
    event.at = noon;
    event.control_block = "LD0/LLN0.urcb01[RP]";
    event.lost = &lost;
    std::string out;
    EXPECT_TRUE(json_lines_format(s.context())->event(event, out));
    EXPECT_EQ(out,
              R"~({"schema":"busbar.watch/1","event":"lost","at":"2026-11-22T12:00:00.000000000Z",)~"
              R"~("target":"10.0.0.7:102","control_block":"LD0/LLN0.urcb01[RP]","reports":3,"dropped":0,)~"
              R"~("incomplete":0,"unreadable":0,"overflow":true,"unknown":false})~"
              "\n");
    EXPECT_FALSE(text_format(s.context())->event(event, out));
    EXPECT_FALSE(csv_format(s.context())->event(event, out));
}

TEST(CsvFormat, HasARowForEachAttribute) {
    Sample s;
    const auto format = csv_format(s.context());
    std::string header;
    format->begin(header);
    EXPECT_EQ(
        header,
        "received,control_block,data_set,sequence,entry_id,time_of_entry,reason,reference,fc,type,value,name,"
        "quality,quality_bits,time,time_quality,error\n");
    const std::string head =
        "2026-11-22T12:00:00.000000000Z,LD0/LLN0.urcb01[RP],LD0/LLN0$ds,7,0102030405060708,"
        "2026-11-22T12:00:00.000000000Z,";
    EXPECT_EQ(s.lines(*format),
              head +
                  "dchg,LD0/MMXU1.TotW.mag.f,MX,floating-point(32),12.5,,questionable|oldData,1100000100000,"
                  "2026-11-22T11:59:59.500000000Z,accuracy=10,\n" +
                  head +
                  "qchg,LD0/MMXU1.Pos.stVal,ST,bit-string(2),10,on,good,0000000000000,"
                  "2026-11-22T11:59:59.500000000Z,accuracy=10,\n" +
                  head + ",member 3,,,,,,,,,object-access-denied\n");
}

TEST(CsvFormat, QuotesByRfc4180) {
    EXPECT_EQ(csv_field("plain"), "plain");
    EXPECT_EQ(csv_field(""), "");
    EXPECT_EQ(csv_field("a,b"), "\"a,b\"");
    EXPECT_EQ(csv_field("say \"x\""), "\"say \"\"x\"\"\"");
    EXPECT_EQ(csv_field("two\nlines"), "\"two\nlines\"");
    EXPECT_EQ(csv_field("cr\r"), "\"cr\r\"");
    EXPECT_EQ(csv_field(" blank"), "\" blank\"");
}

TEST(InfluxFormat, IsAPointForEachObject) {
    Sample s;
    EXPECT_EQ(s.lines(*influx_format(s.context())),
              "MMXU,ied=IED1,ld=LD0,ln=MMXU1,do=TotW,fc=MX "
              "mag.f=12.5,q=\"questionable|oldData\",q_bits=\"1100000100000\",reason=\"dchg\" "
              "1795348799500000000\n"
              "MMXU,ied=IED1,ld=LD0,ln=MMXU1,do=Pos,fc=ST "
              "stVal=2i,stVal_name=\"on\",q=\"good\",q_bits=\"0000000000000\",reason=\"qchg\" "
              "1795348799500000000\n");
    EXPECT_TRUE(s.lines(*influx_format(s.context("my power"))).starts_with("my\\ power,ied=IED1"));
}

TEST(InfluxFormat, HasATypeForEachKind) {
    Sample s;
    const auto field = [&](const Value& value) {
        s.batch.values = {{"x", nullptr, &value, std::nullopt, {}, nullptr, nullptr}};
        const std::string line = s.lines(*influx_format(s.context()));
        const std::size_t begin = line.find(" ") + 1;
        return line.empty() ? line : line.substr(begin, line.rfind(' ') - begin);
    };
    EXPECT_EQ(field(Value(true)), "value=true");
    EXPECT_EQ(field(Value(-5)), "value=-5i");
    EXPECT_EQ(field(Value(5U)), "value=5i");
    EXPECT_EQ(field(Value(~std::uint64_t{0})), "value=18446744073709551615u");
    EXPECT_EQ(field(Value(0.1F)), "value=0.1");
    EXPECT_EQ(field(Value(1e300)), "value=1e+300");
    EXPECT_EQ(field(Value(std::numeric_limits<double>::quiet_NaN())), "");
    EXPECT_EQ(field(Value("a \"b\"\\\nc")), "value=\"a \\\"b\\\"\\\\\\\\nc\"");
    EXPECT_EQ(field(Value(BitString(5, 3))), "value=\"101\"");
    EXPECT_EQ(field(Value(OctetString{{0x0A, 0xB0}})), "value=\"0AB0\"");
    EXPECT_EQ(field(Value(DataAccessError::object_undefined)), "");
}

TEST(InfluxFormat, EscapesNames) {
    EXPECT_EQ(influx_key("a b,c=d"), "a\\ b\\,c\\=d");
    EXPECT_EQ(influx_measurement("a b,c=d"), "a\\ b\\,c=d");
    EXPECT_EQ(influx_key("line\nend\\"), "line_end_");
    EXPECT_EQ(class_of("MMXU1"), "MMXU");
    EXPECT_EQ(class_of("Q0XCBR12"), "XCBR");
    EXPECT_EQ(class_of("LLN0"), "LLN0");
    EXPECT_EQ(class_of("7"), "7");
}

TEST(Groups, APhaseHasItsOwnQualityAndTime) {
    Sample s;
    const ObjectReference reference = ObjectReference::parse("LD0/MMXU1.PhV[MX]").value();
    const Value value = Value::structure({Value::structure(
        {Value::structure({Value::structure({63.5F}), Value::structure({-120.0F})}), good, stamp})});
    const auto groups = groups_of({{}, &reference, &value, *s.model.find(reference), {}, nullptr, nullptr});
    ASSERT_EQ(groups.size(), 1U);
    EXPECT_EQ(path_text(groups[0].object), "PhV.phsA");
    ASSERT_EQ(groups[0].leaves.size(), 2U);
    EXPECT_EQ(path_text(groups[0].leaves[1].path), "cVal.ang.f");
    EXPECT_NE(quality_bits(groups[0].quality), nullptr);
    EXPECT_NE(time_of(groups[0].time), nullptr);
}

TEST(Groups, ArraysAndUnknownStructuresAreNumbered) {
    Sample s;
    const ObjectReference reference = ObjectReference::parse("LD0/MMXU1.HA.phsAHar[MX]").value();
    const Value element = Value::structure({Value::structure({Value::structure({1.0F})}), good});
    const Value array = Value::array({element, element, element, element});
    const auto groups = groups_of({{}, &reference, &array, *s.model.find(reference), {}, nullptr, nullptr});
    ASSERT_EQ(groups.size(), 4U);
    EXPECT_EQ(path_text(groups[3].object), "HA.phsAHar(3)");
    EXPECT_EQ(path_text(groups[3].leaves.at(0).path), "cVal.mag.f");
    const Value unknown = Value::structure({1, Value::structure({2, 3})});
    const auto numbered = groups_of({"m", nullptr, &unknown, std::nullopt, {}, nullptr, nullptr});
    ASSERT_EQ(numbered.size(), 1U);
    ASSERT_EQ(numbered[0].leaves.size(), 3U);
    EXPECT_EQ(path_text(numbered[0].leaves[2].path), "#2.#2");
}

TEST(Covers, IsPrefixOfTheSameObject) {
    const auto reference = [](const char* text) { return ObjectReference::parse(text).value(); };
    const auto c = [&](const char* a, const char* b) { return covers(reference(a), reference(b)); };
    EXPECT_TRUE(c("LD0/MMXU1.TotW[MX]", "LD0/MMXU1.TotW.mag.f[MX]"));
    EXPECT_TRUE(c("LD0/MMXU1[MX]", "LD0/MMXU1.TotW[MX]"));
    EXPECT_TRUE(c("LD0/MMXU1.HA.phsAHar[MX]", "LD0/MMXU1.HA.phsAHar(3).cVal[MX]"));
    EXPECT_FALSE(c("LD0/MMXU1.HA.phsAHar(2)[MX]", "LD0/MMXU1.HA.phsAHar(3).cVal[MX]"));
    EXPECT_FALSE(c("LD0/MMXU1.TotW.mag[MX]", "LD0/MMXU1.TotW[MX]"));
    EXPECT_FALSE(c("LD0/MMXU1.TotW[CF]", "LD0/MMXU1.TotW.mag.f[MX]"));
    EXPECT_FALSE(c("LD0/MMXU2.TotW[MX]", "LD0/MMXU1.TotW[MX]"));
}

TEST(MemberViews, TakesWhatWasAskedForOutOfAMember) {
    Sample s;
    ReportMember member;
    member.reference = "LD0/MMXU1.TotW[MX]";
    member.type = s.model.rooted_at(*s.model.find("LD0/MMXU1.TotW[MX]"));
    ReportedValue reported;
    reported.member = &member;
    reported.value = power(7.0F);
    reported.reason = ReasonCode::data_change;

    MemberViews views;
    std::vector<Shown> shown;
    views.show(reported, shown);  // everything
    ASSERT_EQ(shown.size(), 1U);
    EXPECT_EQ(shown[0].reference->text(), "LD0/MMXU1.TotW[MX]");

    views.want({ObjectReference::parse("LD0/MMXU1.TotW.mag.f[MX]").value()});
    shown.clear();
    views.show(reported, shown);
    ASSERT_EQ(shown.size(), 1U);
    EXPECT_EQ(shown[0].reference->text(), "LD0/MMXU1.TotW.mag.f[MX]");
    EXPECT_EQ(*shown[0].value, Value(7.0F));
    EXPECT_EQ(shown[0].reason, ReasonCode(ReasonCode::data_change));
    ASSERT_NE(quality_bits(shown[0].quality), nullptr);
    ASSERT_NE(time_of(shown[0].time), nullptr);

    // Of another member, nothing.
    ReportMember other;
    other.reference = "LD0/MMXU1.PhV[MX]";
    reported.member = &other;
    shown.clear();
    views.show(reported, shown);
    EXPECT_TRUE(shown.empty());
}

}  // namespace
}  // namespace busbar::program
