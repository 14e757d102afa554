// SPDX-License-Identifier: Apache-2.0
// Reports on the wire: the handbook's octets, every combination of optional fields, every PDU size. What
// comes out is read again through the codec of informationReport.
#include "server/report/encoder.hpp"

#include <gtest/gtest.h>

#include "mms/data_writer.hpp"
#include "mms/pdu.hpp"
#include "mms/service/information_report.hpp"
#include "model/builder.hpp"
#include "support/allocation_count.hpp"

namespace busbar::server::report {
namespace {

model::Built station(model::Edition edition) {
    model::Builder b("IED1");
    b.identity.edition = edition;
    const auto ld = b.logical_device({.name = "IED1LD0"});
    b.logical_node(ld, {.ln_class = "LLN0"});
    const auto ggio = b.logical_node(ld, {.ln_class = "GGIO", .inst = "1"});
    for (const char* name : {"Ind1", "Ind2"}) {
        const auto object = b.data_object(ggio, name, "SPS");
        b.attribute(object, {.name = "stVal", .fc = Fc::st, .type = BasicType::boolean});
    }
    const auto mhai = b.logical_node(ld, {.ln_class = "MHAI", .inst = "1"});
    const auto ha = b.data_object(mhai, "HA", "HWYE");
    const auto har = b.structure(ha, {.name = "phsAHar", .fc = Fc::mx, .count = 16});
    b.attribute(b.structure(har, {.name = "cVal"}), {.name = "f", .type = BasicType::float32});
    auto built = b.build();
    EXPECT_TRUE(built) << built.error().message();
    return *std::move(built);
}

/// A report as a client sees it.
struct Decoded {
    std::string rpt_id, data_set;
    OptFlds fields;
    std::uint64_t sequence_number = 0, conf_revision = 0, segment = 0;
    std::string time, entry_id;
    bool buffer_overflow = false, more = false;
    std::vector<bool> inclusion;
    std::vector<std::string> references, values, reasons;
};

std::string hex_of(const mms::AccessResult& result) {
    if (const auto* failure = result.failure())
        return "failure " + std::to_string(static_cast<int>(*failure));
    BackWriter writer;
    mms::encode(writer, *result.data());
    return to_hex(writer.bytes());
}

std::string bits_of(const ber::BitString& bits) {
    std::string text;
    for (std::size_t i = 0; i < bits.size(); ++i) text += bits.test(i) ? '1' : '0';
    return text;
}

/// Takes the results one by one and complains where one is not what it must be.
class Results {
public:
    explicit Results(const mms::InformationReportIndication& report)
        : results_(report.results.begin(), report.results.end()) {}

    template <class T>
    T take() {
        const mms::AccessResult result = take_any();
        const T* value = result.data() != nullptr ? result.data()->get_if<T>() : nullptr;
        EXPECT_NE(value, nullptr) << "result " << at_;
        return value != nullptr ? *value : T{};
    }
    mms::AccessResult take_any() {
        EXPECT_LT(at_, results_.size());
        return at_ < results_.size() ? results_[at_++] : mms::AccessResult{};
    }
    [[nodiscard]] bool done() const { return at_ == results_.size(); }

private:
    std::vector<mms::AccessResult> results_;
    std::size_t at_ = 0;
};

void take_header(Results& results, Decoded& report) {
    report.rpt_id = results.take<ber::VisibleString>().text;
    const auto bits = results.take<ber::BitString>();
    EXPECT_EQ(bits.size(), OptFlds::size);
    report.fields = OptFlds::from_wire_octets(
        static_cast<std::uint16_t>(bits.octets[0] << 8U | bits.octets[1]));  // NOLINT
    if (report.fields.sequence_number) report.sequence_number = results.take<mms::Unsigned>().value;
    if (report.fields.report_time_stamp) {
        const auto time = results.take<mms::BinaryTime>();
        report.time = to_hex(EntryTime{time.milliseconds, time.days.value_or(0)}.octets());
    }
    if (report.fields.data_set_name) report.data_set = results.take<ber::VisibleString>().text;
    if (report.fields.buffer_overflow) report.buffer_overflow = results.take<bool>();
    if (report.fields.entry_id) report.entry_id = to_hex(results.take<ber::OctetString>().octets);
    if (report.fields.conf_revision) report.conf_revision = results.take<mms::Unsigned>().value;
    if (report.fields.segmentation) {
        report.segment = results.take<mms::Unsigned>().value;
        report.more = results.take<bool>();
    }
}

Decoded decode(Bytes octets) {
    const ByteVector pdu(octets.begin(), octets.end());
    Decoded report;
    ber::DecodeState state(pdu);
    mms::Envelope envelope;
    mms::InformationReportIndication indication;
    const bool good = mms::decode_envelope(pdu, envelope, state) &&
                      envelope.kind == mms::PduKind::unconfirmed &&
                      mms::decode_unconfirmed<mms::InformationReport>(envelope, indication, state);
    EXPECT_TRUE(good) << to_hex(pdu);
    if (!good) return report;
    Results results(indication);
    take_header(results, report);
    const auto inclusion = results.take<ber::BitString>();
    std::size_t count = 0;
    for (std::size_t i = 0; i < inclusion.size(); ++i) {
        report.inclusion.push_back(inclusion.test(i));
        count += inclusion.test(i) ? 1U : 0U;
    }
    if (report.fields.data_reference) {
        for (std::size_t i = 0; i < count; ++i) {
            report.references.emplace_back(results.take<ber::VisibleString>().text);
        }
    }
    for (std::size_t i = 0; i < count; ++i) report.values.push_back(hex_of(results.take_any()));
    if (report.fields.reason_for_inclusion) {
        for (std::size_t i = 0; i < count; ++i) {
            report.reasons.push_back(bits_of(results.take<ber::BitString>()));
        }
    }
    EXPECT_TRUE(results.done());
    return report;
}

class ReportEncoderTest : public ::testing::Test {
protected:
    static constexpr OptFlds everything{.sequence_number = true,
                                        .report_time_stamp = true,
                                        .reason_for_inclusion = true,
                                        .data_set_name = true,
                                        .data_reference = true,
                                        .buffer_overflow = true,
                                        .entry_id = true,
                                        .conf_revision = true};

    /// `count` members: Ind1, Ind2 and array elements in turn.
    void members(std::size_t count) {
        const auto& tree = *built.model;
        const model::NodeId array = tree.find("IED1LD0", "MHAI1$MX$HA$phsAHar");
        set.clear();
        for (std::size_t i = 0; i < count; ++i) {
            model::NodeId node = tree.element(array, static_cast<std::uint32_t>(i % 16));
            if (i % 3 == 0) node = tree.find("IED1LD0", "GGIO1$ST$Ind1");
            if (i % 3 == 1) node = tree.find("IED1LD0", "GGIO1$ST$Ind2");
            set.push_back({node, {}});
        }
        frame.members = set;
    }
    /// Includes a member whose value is an octet string of `size`, or as given.
    void include(std::uint16_t member, ReasonCode reason, Bytes value) {
        included.push_back({member, reason, static_cast<std::uint32_t>(value.size())});
        values.insert(values.end(), value.begin(), value.end());
        entry.included = included;
        entry.values = values;
        expected_values.push_back(to_hex(value));
        expected_references.push_back(built.model->reference(set[member].node));
    }
    void include(std::uint16_t member, ReasonCode reason, std::size_t size) {
        const ByteVector content(size, static_cast<Octet>(member));
        BackWriter writer;
        mms::put::octet_string(writer, content);
        include(member, reason, writer.bytes());
    }
    std::string only_pdu() {
        BackWriter writer;
        ReportEncoder encoder(*built.model, frame, entry);
        EXPECT_EQ(encoder.next(writer), Encoded::complete);
        EXPECT_EQ(encoder.replaced(), 0U);
        return to_hex(writer.bytes());
    }
    struct Run {
        std::vector<Decoded> segments;
        std::vector<std::size_t> sizes;
        bool complete = false;
        std::size_t replaced = 0;
    };
    Run run(std::size_t bound) {
        Run result;
        ReportEncoder encoder(*built.model, frame, entry);
        BackWriter writer(bound);
        for (std::size_t turn = 0; turn <= included.size() + 1; ++turn) {
            writer.clear();
            const Encoded encoded = encoder.next(writer);
            EXPECT_FALSE(writer.overflowed());
            if (encoded == Encoded::does_not_fit) {
                EXPECT_EQ(writer.size(), 0U);
                EXPECT_EQ(encoder.next(writer), Encoded::does_not_fit);
                return result;
            }
            result.sizes.push_back(writer.size());
            result.segments.push_back(decode(writer.bytes()));
            result.replaced = encoder.replaced();
            if (encoded == Encoded::complete) {
                result.complete = true;
                return result;
            }
        }
        ADD_FAILURE() << "does not end at a bound of " << bound;
        return result;
    }
    /// The segments together are the entry, and each of them is well formed.
    void check(const Run& result, std::size_t bound) {
        std::vector<std::string> all_values;
        std::vector<std::string> references;
        std::vector<std::size_t> included_members;
        std::size_t failures = 0;
        const bool segmented = result.segments.size() > 1;
        for (std::size_t n = 0; n < result.segments.size(); ++n) {
            const Decoded& segment = result.segments[n];
            EXPECT_LE(result.sizes[n], bound);
            EXPECT_EQ(segment.fields.segmentation, segmented);
            EXPECT_EQ(segment.sequence_number, frame.sequence_number);
            if (segmented) {
                EXPECT_EQ(segment.segment, n);
                EXPECT_EQ(segment.more, n + 1 != result.segments.size());
                EXPECT_FALSE(segment.values.empty());
            }
            EXPECT_EQ(segment.inclusion.size(), set.size());
            for (std::size_t i = 0; i < segment.inclusion.size(); ++i) {
                if (segment.inclusion[i]) included_members.push_back(i);
            }
            for (const std::string& value : segment.values) {
                const bool failure = value == "failure 11";
                failures += failure ? 1U : 0U;
                all_values.push_back(failure ? expected_values.at(all_values.size()) : value);
            }
            references.insert(references.end(), segment.references.begin(), segment.references.end());
        }
        EXPECT_EQ(failures, result.replaced);
        EXPECT_EQ(all_values, expected_values) << "bound " << bound;
        if (frame.fields.data_reference) {
            EXPECT_EQ(references, expected_references);
        }
        ASSERT_EQ(included_members.size(), included.size());
        for (std::size_t i = 0; i < included.size(); ++i) EXPECT_EQ(included_members[i], included[i].member);
    }
    /// Every bound up to one where all fits; how many needed segments.
    std::size_t check_all_bounds() {
        frame.fields.segmentation = false;
        const std::size_t whole = from_hex(only_pdu())->size();
        std::size_t segmented = 0;
        Run smaller;
        bool fitted = false;
        for (std::size_t bound = 1; bound <= whole + 3; ++bound) {
            frame.fields.segmentation = bound % 2 == 0;  // says nothing
            const Run result = run(bound);
            EXPECT_TRUE(result.complete || !fitted) << "a smaller bound of " << bound - 1 << " was enough";
            if (!result.complete) continue;
            fitted = true;
            check(result, bound);
            if (smaller.complete && smaller.replaced == result.replaced) {
                EXPECT_LE(result.segments.size(), smaller.segments.size()) << bound;
            }
            smaller = result;
            segmented += result.segments.size() > 1 ? 1U : 0U;
            EXPECT_EQ(result.segments.size() == 1 && result.replaced == 0, bound >= whole) << bound;
        }
        EXPECT_TRUE(fitted);
        return segmented;
    }

    model::Built built = station(model::Edition::ed21);
    std::vector<model::DataSetMember> set;
    std::vector<IncludedMember> included;
    ByteVector values;
    std::vector<std::string> expected_values, expected_references;
    ReportFrame frame{.rpt_id = "rpt1",
                      .fields = everything,
                      .sequence_number = 0,
                      .data_set = "IED1LD0/LLN0$ds1",
                      .buffer_overflow = false,
                      .conf_revision = 1,
                      .members = {}};
    Entry entry{.number = 9,
                .kind = EntryKind::events,
                .time = EntryTime::from_octets({0x00, 0x04, 0xD3, 0xA0, 0x3E, 0x1E}),
                .included = {},
                .values = {}};
};

constexpr const char* status_value = "A2 12 83 01 FF 84 03 03 00 00 91 08 65 95 3B 25 00 00 00 0A";

TEST_F(ReportEncoderTest, OctetsOfTheHandbook) {
    built = station(model::Edition::ed1);
    members(2);
    include(1, ReasonCode::data_change, *from_hex(status_value));
    EXPECT_EQ(only_pdu(),
              "A3 76 A0 74 A1 05 80 03 52 50 54 A0 6B 8A 04 72 70 74 31 84 03 06 7F 80 86 01 00 "
              "8C 06 00 04 D3 A0 3E 1E 8A 10 49 45 44 31 4C 44 30 2F 4C 4C 4E 30 24 64 73 31 83 01 00 "
              "89 08 00 00 00 00 00 00 00 09 86 01 01 84 02 06 40 "
              "8A 15 49 45 44 31 4C 44 30 2F 47 47 49 4F 31 24 53 54 24 49 6E 64 32 "
              "A2 12 83 01 FF 84 03 03 00 00 91 08 65 95 3B 25 00 00 00 0A 84 02 02 40");
}

TEST_F(ReportEncoderTest, OctetsOfACapture) {
    built = station(model::Edition::ed1);
    members(1);
    include(0, ReasonCode::data_change, *from_hex("84 02 06 80"));
    entry.time = EntryTime::from_octets({0x04, 0x74, 0xAE, 0xD7, 0x39, 0x45});
    frame.rpt_id = "Events1";
    frame.data_set = "IED1_XCBRGenericIO/LLN0$Events";
    frame.buffer_overflow = true;
    frame.fields.entry_id = frame.fields.data_reference = false;
    EXPECT_EQ(only_pdu(),
              "A3 56 A0 54 A1 05 80 03 52 50 54 A0 4B 8A 07 45 76 65 6E 74 73 31 84 03 06 7A 80 86 01 00 "
              "8C 06 04 74 AE D7 39 45 8A 1E 49 45 44 31 5F 58 43 42 52 47 65 6E 65 72 69 63 49 4F 2F 4C 4C "
              "4E 30 24 45 76 65 6E 74 73 83 01 01 86 01 01 84 02 07 80 84 02 06 80 84 02 02 40");
}

TEST_F(ReportEncoderTest, ReasonsHaveSevenBitsSinceEdition2) {
    members(2);
    include(0, ReasonCode(ReasonCode::application_trigger) | ReasonCode::data_update, *from_hex("83 01 00"));
    include(1, ReasonCode::general_interrogation, *from_hex("83 01 00"));
    EXPECT_NE(only_pdu().find("84 02 01 12 84 02 01 04"), std::string::npos);
    built = station(model::Edition::ed1);
    EXPECT_NE(only_pdu().find("84 02 02 10 84 02 02 04"), std::string::npos);
}

TEST_F(ReportEncoderTest, EveryCombinationOfOptionalFields) {
    members(11);
    include(2, ReasonCode::integrity, *from_hex(status_value));
    include(10, ReasonCode::quality_change, *from_hex("87 05 08 41 48 00 00"));
    frame.sequence_number = 65'535;
    frame.conf_revision = 0xFFFFFFFF;
    frame.buffer_overflow = true;
    entry.number = 0x8102030405060708U;
    unsigned combinations = 0;
    for (unsigned bits = 0; bits < 256; ++bits) {
        frame.fields = OptFlds::from_wire_octets(static_cast<std::uint16_t>(bits << 7U));
        BackWriter writer;
        ReportEncoder encoder(*built.model, frame, entry);
        ASSERT_EQ(encoder.next(writer), Encoded::complete);
        const Decoded report = decode(writer.bytes());
        const OptFlds& fields = frame.fields;
        EXPECT_EQ(report.fields, fields);
        EXPECT_EQ(report.rpt_id, "rpt1");
        EXPECT_EQ(report.sequence_number, fields.sequence_number ? 65'535U : 0U);
        EXPECT_EQ(report.time, fields.report_time_stamp ? "00 04 D3 A0 3E 1E" : "");
        EXPECT_EQ(report.data_set, fields.data_set_name ? "IED1LD0/LLN0$ds1" : "");
        EXPECT_EQ(report.buffer_overflow, fields.buffer_overflow);
        EXPECT_EQ(report.entry_id, fields.entry_id ? "81 02 03 04 05 06 07 08" : "");
        EXPECT_EQ(report.conf_revision, fields.conf_revision ? 0xFFFFFFFFU : 0U);
        std::vector<bool> inclusion(11);
        inclusion[2] = inclusion[10] = true;
        EXPECT_EQ(report.inclusion, inclusion);
        EXPECT_EQ(report.values, expected_values);
        using Texts = std::vector<std::string>;
        EXPECT_EQ(report.reasons, fields.reason_for_inclusion ? Texts({"0000100", "0010000"}) : Texts());
        EXPECT_EQ(report.references, fields.data_reference ? expected_references : Texts());
        ++combinations;
    }
    EXPECT_EQ(combinations, 256U);
    EXPECT_EQ(expected_references[0], "IED1LD0/MHAI1$MX$HA$phsAHar(2)");
}

TEST_F(ReportEncoderTest, AMissingMemberIsNamedAsItWasDefined) {
    members(1);
    set[0] = {model::no_node, "IED1LD0/GONE1$ST$X"};
    included.push_back({0, ReasonCode::integrity, 3});
    values = *from_hex("80 01 0A");
    entry.included = included;
    entry.values = values;
    BackWriter writer;
    ReportEncoder encoder(*built.model, frame, entry);
    ASSERT_EQ(encoder.next(writer), Encoded::complete);
    const Decoded report = decode(writer.bytes());
    EXPECT_EQ(report.references, (std::vector<std::string>{"IED1LD0/GONE1$ST$X"}));
    EXPECT_EQ(report.values, (std::vector<std::string>{"failure 10"}));
}

TEST_F(ReportEncoderTest, WithoutMembers) {
    members(9);
    const Run result = run(500);
    ASSERT_EQ(result.segments.size(), 1U);
    EXPECT_EQ(result.segments[0].inclusion, std::vector<bool>(9));
    EXPECT_TRUE(result.segments[0].values.empty());
    EXPECT_EQ(check_all_bounds(), 0U);
    members(0);
    EXPECT_NE(only_pdu().find("84 01 00"), std::string::npos);
}

TEST_F(ReportEncoderTest, OneMemberAtEveryBound) {
    members(8);
    include(3, ReasonCode::data_change, 40);
    // Never segmented: whole, replaced, or not at all.
    EXPECT_EQ(check_all_bounds(), 0U);
}

TEST_F(ReportEncoderTest, MembersOfAllSizesAtEveryBound) {
    members(40);
    for (std::uint16_t i = 0; i < 40; i = static_cast<std::uint16_t>(i + 2)) {
        include(i, ReasonCode::integrity, i % 7 == 0 ? 150U : i);
    }
    EXPECT_GT(check_all_bounds(), 100U);
}

TEST_F(ReportEncoderTest, ThreeHundredMembers) {
    members(300);
    for (std::uint16_t i = 0; i < 300; ++i) include(i, ReasonCode::general_interrogation, 1 + i % 9U);
    for (const bool references : {false, true}) {
        frame.fields.data_reference = references;
        for (const std::size_t bound : {200U, 201U, 255U, 256U, 257U, 1000U, 4000U, 8000U, 65'000U}) {
            const Run result = run(bound);
            EXPECT_TRUE(result.complete);
            EXPECT_EQ(result.replaced, 0U);
            check(result, bound);
        }
        EXPECT_EQ(run(65'000).segments.size(), 1U);
    }
    // More segments than SubSqNum has values in one octet.
    frame.rpt_id = {};
    frame.data_set = {};
    const Run tiny = run(170);
    EXPECT_GT(tiny.segments.size(), 130U);
    check(tiny, 170);
}

TEST_F(ReportEncoderTest, AMemberLargerThanThePdu) {
    members(5);
    frame.fields.data_reference = false;
    include(0, ReasonCode::integrity, 10);
    include(1, ReasonCode::integrity, 500);
    include(2, ReasonCode::integrity, 600);
    include(3, ReasonCode::integrity, 10);
    include(4, ReasonCode::integrity, 70'000);
    const Run result = run(300);
    ASSERT_TRUE(result.complete);
    EXPECT_EQ(result.replaced, 3U);
    check(result, 300);
    std::vector<std::string> seen;
    for (const Decoded& segment : result.segments) {
        seen.insert(seen.end(), segment.values.begin(), segment.values.end());
    }
    EXPECT_EQ(seen, (std::vector<std::string>{expected_values[0], "failure 11", "failure 11",
                                              expected_values[3], "failure 11"}));
}

TEST_F(ReportEncoderTest, AReportOfOneReplacedMemberIsNotSegmented) {
    members(5);
    include(4, ReasonCode::integrity, 5000);
    const Run result = run(300);
    ASSERT_EQ(result.segments.size(), 1U);
    EXPECT_FALSE(result.segments[0].fields.segmentation);
    EXPECT_EQ(result.replaced, 1U);
}

/// The names alone are longer than the PDU: the answer is the same however often it is asked.
TEST_F(ReportEncoderTest, AFrameThatDoesNotFit) {
    members(3);
    const std::string name(300, 'x');
    frame.rpt_id = name;
    include(1, ReasonCode::data_change, 3);
    const Run result = run(256);
    EXPECT_FALSE(result.complete);
    EXPECT_TRUE(result.segments.empty());
}

/// One whose reference does not fit ends the report in the middle.
TEST_F(ReportEncoderTest, AReferenceThatDoesNotFit) {
    members(2);
    const std::string name(129, 'x');
    set[1] = {model::no_node, name};
    include(0, ReasonCode::data_change, 3);
    included.push_back({1, ReasonCode::data_change, 3});
    values.insert(values.end(), {0x83, 1, 0});
    entry.included = included;
    entry.values = values;
    const Run result = run(180);
    EXPECT_FALSE(result.complete);
    ASSERT_EQ(result.segments.size(), 1U);
    EXPECT_TRUE(result.segments[0].more);
}

TEST_F(ReportEncoderTest, AllocatesNothing) {
    members(100);
    for (std::uint16_t i = 0; i < 100; ++i) include(i, ReasonCode::integrity, 1 + i % 9U);
    BackWriter writer(1000);
    std::size_t segments = 0;
    EXPECT_EQ(test::allocations_of([&] {
                  ReportEncoder encoder(*built.model, frame, entry);
                  Encoded encoded = Encoded::more_follows;
                  while (encoded == Encoded::more_follows) {
                      writer.clear();
                      encoded = encoder.next(writer);
                      ++segments;
                  }
              }),
              0U);
    EXPECT_GT(segments, 3U);
}

}  // namespace
}  // namespace busbar::server::report
