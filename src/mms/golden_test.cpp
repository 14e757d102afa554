// SPDX-License-Identifier: Apache-2.0
// Every golden PDU of tests/golden/mms: shown as expected, encoded again to the same octets, cut off and
// changed at every octet; and every service of the list has golden octets in both directions.
#include <map>
#include <set>

#include "mms/dump.hpp"
#include "mms/services.hpp"
#include "support/golden.hpp"
#include "support/octets.hpp"

namespace busbar::mms {
namespace {

using test::Exact;
using test::GoldenCase;

template <class Function>
void for_each_case(Function&& function) {
    std::size_t count = 0;
    for (const auto& file : test::golden_files("mms")) {
        for (const GoldenCase& golden : test::read_golden(file)) {
            SCOPED_TRACE(file.filename().string() + ": " + golden.name);
            function(golden);
            ++count;
        }
    }
    EXPECT_GT(count, 100U);
}

/// Sees everything and keeps nothing.
class Blind final : public ber::Visitor {
public:
    void begin(std::string_view, bool) override { ++depth; }
    void end() override { --depth; }
    void boolean(std::string_view, bool) override {}
    void integer(std::string_view, std::int64_t) override {}
    void text(std::string_view, std::string_view) override {}
    void octets(std::string_view, Bytes) override {}
    void bits(std::string_view, const ber::BitString&) override {}
    void null(std::string_view) override {}
    void number(std::string_view, std::string_view) override {}
    int depth = 0;
};

/// The canonical form; empty where the octets are refused.
ByteVector recoded(Bytes octets) {
    static BackWriter writer;
    writer.clear();
    if (!recode(octets, writer)) return {};
    return {writer.bytes().begin(), writer.bytes().end()};
}

TEST(Golden, IsShownAsExpected) {
    for (const auto& file : test::golden_files("mms")) {
        auto cases = test::read_golden(file);
        for (GoldenCase& golden : cases) {
            const Exact input(golden.octets);
            const auto shown = dump(input.bytes());
            ASSERT_TRUE(shown) << file << golden.name << ": " << shown.error().message();
            if (test::updating_golden()) golden.dump = *shown;
            EXPECT_EQ(*shown, golden.dump) << file << ": " << golden.name;
        }
        if (test::updating_golden()) test::write_golden(file, cases);
    }
}

TEST(Golden, IsEncodedToTheSameOctets) {
    for_each_case([](const GoldenCase& golden) {
        const ByteVector again = recoded(golden.octets);
        if (golden.decode_only) {
            EXPECT_NE(to_hex(again), to_hex(golden.octets)) << "canonical: needs no mark";
            EXPECT_EQ(to_hex(recoded(again)), to_hex(again));
        } else {
            EXPECT_EQ(to_hex(again), to_hex(golden.octets));
        }
    });
}

TEST(Golden, EveryTruncationIsRefused) {
    for_each_case([](const GoldenCase& golden) {
        test::for_each_truncation(golden.octets, [](Bytes cut) { EXPECT_FALSE(dump(cut)) << cut.size(); });
    });
}

/// Each octet with each bit flipped, and as what lengths, tags and counts are made of; the fuzz targets take
/// the rest.
template <class Use>
void for_each_telling_change(Bytes good, Use&& use) {
    static constexpr Octet telling[] = {0x00, 0x01, 0x02, 0x7F, 0x80, 0x82,
                                        0x84, 0x1A, 0x30, 0xA1, 0xBF, 0xFF};
    ByteVector changed(good.begin(), good.end());
    for (std::size_t at = 0; at < changed.size(); ++at) {
        const Octet original = changed[at];
        const auto with = [&](Octet value) {
            if (value == original) return;
            changed[at] = value;
            use(Exact(changed).bytes());
        };
        for (unsigned bit = 0; bit < 8; ++bit) with(static_cast<Octet>(original ^ 1U << bit));
        for (const Octet value : telling) with(value);
        changed[at] = original;
    }
}

TEST(Golden, EveryChangedOctetIsHarmless) {
    for_each_case([](const GoldenCase& golden) {
        for_each_telling_change(golden.octets, [](Bytes changed) {
            const ByteVector once = recoded(changed);
            // What was taken must be stable in canonical form, and whatever is taken can be shown.
            Blind visitor;
            EXPECT_EQ(!once.empty(), show(changed, visitor).has_value()) << to_hex(changed);
            EXPECT_EQ(visitor.depth, 0);
            if (once.empty() || std::ranges::equal(once, changed)) return;
            EXPECT_EQ(recoded(once), once) << to_hex(changed);
        });
    });
}

TEST(Golden, EveryServiceHasOctetsInBothDirections) {
    std::map<PduKind, std::set<std::uint32_t>> seen;
    for_each_case([&](const GoldenCase& golden) {
        Envelope envelope;
        ber::DecodeState state(golden.octets);
        ASSERT_TRUE(decode_envelope(golden.octets, envelope, state));
        seen[envelope.kind].insert(envelope.service_tag());
    });
    EXPECT_EQ(seen.size(), std::size_t{pdu_kinds}) << "a kind of PDU is missing";
    for_each_service([&]<class Service>() {
        EXPECT_TRUE(seen[PduKind::confirmed_request].contains(Service::tag)) << Service::name;
        EXPECT_TRUE(seen[PduKind::confirmed_response].contains(Service::tag)) << Service::name;
    });
    for_each_unconfirmed_service([&]<class Service>() {
        EXPECT_TRUE(seen[PduKind::unconfirmed].contains(Service::tag)) << Service::name;
    });
}

}  // namespace
}  // namespace busbar::mms
