// SPDX-License-Identifier: Apache-2.0
#include "log/entry_format.hpp"

#include <gtest/gtest.h>

#include "values/sample_model.hpp"

namespace busbar::program {
namespace {

const SystemTime stored_at = parse_time("2026-11-22T12:00:00.25Z").value();
constexpr const char* header =
    "time_of_entry,entry_id,reason,reference,fc,type,value,name,quality,quality_bits,time,time_quality,"
    "error\n";

/// An entry with TotW, with Pos.stVal, and with something that is no reference.
struct Sample {
    RemoteModel model = sample_model();
    Dictionary dictionary;
    LogEntry entry;
    ObjectReference power = ObjectReference::parse("LD0/MMXU1.TotW[MX]").value();
    ObjectReference position = ObjectReference::parse("LD0/MMXU1.Pos.stVal[ST]").value();
    std::vector<Shown> values;

    explicit Sample(SystemTime value_time = stored_at) {
        entry.id = {0, 0, 0, 0, 0, 0, 0x12, 0xAB};
        entry.time = EntryTime::from(stored_at);
        entry.variables.push_back({"LD0/MMXU1.TotW[MX]", "LD0/MMXU1$MX$TotW",
                                   Value::structure({Value::structure({12.5F}), good,
                                                     Timestamp::from(value_time, {.accuracy = 10})}),
                                   ReasonCode::data_change});
        entry.variables.push_back(
            {"LD0/MMXU1.Pos.stVal[ST]", "LD0/MMXU1$ST$Pos$stVal", Value(BitString(2, 2)), {}});
        entry.variables.push_back({"odd, \"tag\"", "odd, \"tag\"", Value(std::string("a\nb")), {}});
        add(0, &power);
        add(1, &position);
        add(2, nullptr);
    }
    void add(std::size_t at, const ObjectReference* reference) {
        Shown shown;
        shown.name = entry.variables[at].reference;
        shown.reference = reference;
        shown.value = &entry.variables[at].value;
        if (reference != nullptr) shown.type = *model.find(*reference);
        shown.reason = entry.variables[at].reason;
        values.push_back(shown);
    }
    std::string as(EntryFormat& format) const {
        std::string out;
        format.begin(out);
        format.entry(entry, values, out);
        return out;
    }
    [[nodiscard]] FormatContext context() const { return {dictionary, "10.0.0.7:102", {}, {}, false}; }
    [[nodiscard]] std::string text() const { return as(*text_entries(context())); }
    [[nodiscard]] std::string csv() const { return as(*csv_entries(context())); }
    [[nodiscard]] std::string json() const { return as(*json_entries(context(), "LD0/LLN0.log")); }
};

TEST(EntryText, ALineForEachObject) {
    EXPECT_EQ(Sample().text(),
              "2026-11-22T12:00:00.250Z  LD0/MMXU1.TotW [MX]  12.5  good  dchg\n"
              "2026-11-22T12:00:00.250Z  LD0/MMXU1.Pos.stVal [ST]  on (2)\n"
              "2026-11-22T12:00:00.250Z  odd, \"tag\"  \"a\\x0Ab\"\n");
}

TEST(EntryText, AnotherTimeOfTheValueIsSaid) {
    EXPECT_EQ(Sample(stored_at - std::chrono::seconds(2)).text().substr(0, 90),
              "2026-11-22T12:00:00.250Z  LD0/MMXU1.TotW [MX]  12.5  good  2026-11-22T11:59:58.250Z  dchg\n");
}

TEST(EntryCsv, ARowForEachAttribute) {
    EXPECT_EQ(Sample().csv(),
              std::string(header) +
                  "2026-11-22T12:00:00.250000000Z,00000000000012AB,dchg,LD0/MMXU1.TotW.mag.f,MX,"
                  "floating-point(32),12.5,,good,0000000000000,2026-11-22T12:00:00.250000000Z,accuracy=10,\n"
                  "2026-11-22T12:00:00.250000000Z,00000000000012AB,,LD0/MMXU1.Pos.stVal,ST,bit-string(2),"
                  "10,on,,,,,\n"
                  "2026-11-22T12:00:00.250000000Z,00000000000012AB,,\"odd, \"\"tag\"\"\",,,\"a\nb\",,,,,,\n");
}

TEST(EntryCsv, EveryRowHasEveryColumn) {
    Sample sample;
    sample.values.clear();
    EXPECT_EQ(sample.csv(),
              std::string(header) + "2026-11-22T12:00:00.250000000Z,00000000000012AB,,,,,,,,,,,\n");
    sample.entry.annotation = "by hand, \"twice\"";
    EXPECT_EQ(sample.csv(), std::string(header) +
                                "2026-11-22T12:00:00.250000000Z,00000000000012AB,,,,annotation,"
                                "\"by hand, \"\"twice\"\"\",,,,,,\n");
    EXPECT_EQ(sample.text(), "2026-11-22T12:00:00.250Z  \"by hand, \"twice\"\"\n");
}

TEST(EntryJson, OneObjectWithTypes) {
    EXPECT_EQ(
        Sample().json(),
        R"j({"schema":"busbar.log-entry/1","target":"10.0.0.7:102","log":"LD0/LLN0.log","entry_id":"00000000000012AB",)j"
        R"j("time":"2026-11-22T12:00:00.250000000Z","values":[{"reference":"LD0/MMXU1.TotW[MX]",)j"
        R"j("mms":"LD0/MMXU1$MX$TotW","fc":"MX","type":"structure","reason":["dchg"],"value":{"mag":{"f":12.5},)j"
        R"j("q":{"text":"good","validity":"good","flags":[],"bits":"0000000000000"},)j"
        R"j("t":{"time":"2026-11-22T12:00:00.250000000Z","tq":{"leapSecondsKnown":false,"clockFailure":false,)j"
        R"j("clockNotSynchronized":false,"accuracy":10}}}},{"reference":"LD0/MMXU1.Pos.stVal[ST]",)j"
        R"j("mms":"LD0/MMXU1$ST$Pos$stVal","fc":"ST","type":"bit-string(2)","value":{"number":2,"name":"on",)j"
        R"j("bits":"10"}},{"reference":"odd, \"tag\"","value":"a\u000ab"}]})j"
        "\n");
}

}  // namespace
}  // namespace busbar::program
