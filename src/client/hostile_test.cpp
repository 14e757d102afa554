// SPDX-License-Identifier: Apache-2.0
// Servers that mean harm, or are broken beyond what the standard allows: every procedure ends, with an error
// or with less, and within its bounds.
#include <random>

#include "ber/codec.hpp"
#include "client/data_set.hpp"
#include "client/directory.hpp"
#include "client/discovery.hpp"
#include "client/read.hpp"
#include "client/test_station.hpp"
#include "client/write.hpp"

namespace busbar::client {
namespace {

using testing::TestPeer;
using testing::TestStation;

ByteVector confirmed_response(std::uint32_t id, std::string_view body_hex) {
    BackWriter writer;
    writer.prepend_bytes(test::octets(body_hex));
    ber::encode(writer, id);
    ber::encode_header(writer, ber::context_key(1), true, writer.size());
    return {writer.bytes().begin(), writer.bytes().end()};
}

TEST(Hostile, AnswersToDiscoveryThatMakeNoSense) {
    const char* bodies[] = {
        "A1 02 A0 00",                       // no names, and more follow (by default)
        "A1 05 A0 00 81 01 FF",              // the same, said
        "A1 07 A0 02 1A 00 81 01 FF",        // the empty name, and more
        "A1 08 A0 03 1A 01 24 81 01 FF",     // "$"
        "A1 09 A0 04 1A 02 41 24 81 01 FF",  // "A$"
        "A1 0A A0 05 1A 03 41 00 1B 81 01 FF",
        "A1 00",
        "A6 00",
        "A6 07 80 01 00 A2 02 A2 00",        // a structure without components
        "A6 09 80 01 00 A2 04 A2 02 A1 00",  // with an empty list of them
    };
    for (const char* first : bodies) {
        for (const char* second : bodies) {
            TestPeer peer;
            peer.associate();
            std::size_t count = 0;
            peer.script = [&](const mms::Envelope& request) {
                if (request.kind != mms::PduKind::confirmed_request) return;
                peer.send_octets(confirmed_response(request.invoke_id, count++ == 0 ? first : second));
            };
            (void)peer.run(discover(peer.remote));
            EXPECT_LT(count, 20U) << first << " / " << second;
        }
    }
}

TEST(Hostile, TypesNestedTooDeeply) {
    // Each level is a structure with one component; built from the inside.
    for (const int depth : {5, 20, 100, 2000}) {
        BackWriter writer;
        writer.prepend_octets({0x83, 0x00});
        for (int i = 0; i < depth; ++i) {
            ber::encode_header(writer, ber::context_key(1), true, writer.size());
            ber::encode_header(writer, ber::universal_key(16), true, writer.size());
            ber::encode_header(writer, ber::context_key(1), true, writer.size());
            ber::encode_header(writer, ber::context_key(2), true, writer.size());
        }
        ber::encode_header(writer, ber::context_key(2), true, writer.size());
        writer.prepend_octets({0x80, 0x01, 0x00});
        ber::encode_header(writer, ber::context_key(6), true, writer.size());
        writer.prepend_octets({0x02, 0x01, 0x01});
        ber::encode_header(writer, ber::context_key(1), true, writer.size());
        const ByteVector answer(writer.bytes().begin(), writer.bytes().end());
        TestPeer peer;
        peer.associate();
        peer.script = [&](const mms::Envelope& request) {
            if (request.invoke_id == 1) {
                peer.send_octets(answer);
            } else if (request.kind == mms::PduKind::confirmed_request) {
                peer.refuse(request.invoke_id, 7, 2);
            }
        };
        const auto model = peer.run(describe_node(peer.remote, "LD", "LN"));
        EXPECT_EQ(model.has_value(), depth == 5) << depth;
    }
}

TEST(Hostile, ArrayOfFourThousandMillionElements) {
    const mms::TypeDescription inner{
        mms::ArrayType{false, 0xFFFFFFFF, ber::One<mms::TypeDescription>(testing::types::boolean)}};
    const mms::TypeDescription outer{
        mms::ArrayType{false, 0xFFFFFFFF, ber::One<mms::TypeDescription>(inner)}};
    const std::vector<mms::StructureComponent> mx_members{testing::types::member("A", outer)};
    const mms::TypeDescription mx = testing::types::structure(mx_members);
    const std::vector<mms::StructureComponent> node_members{testing::types::member("MX", mx)};
    const mms::TypeDescription node = testing::types::structure(node_members);
    TestPeer peer;
    TestStation station;
    station.names = {"GGIO1"};
    station.described["GGIO1"] = &node;
    peer.associate();
    station.attach(peer);
    const auto model = peer.run(discover(peer.remote));
    ASSERT_TRUE(model);
    EXPECT_GT(model->leaf_count(), std::size_t{1} << 39U);
    EXPECT_GT(estimated_octets(*model->find("LD0/GGIO1.A[MX]")), std::size_t{1} << 29U);
    peer.script = [&](const mms::Envelope& request) { peer.refuse(request.invoke_id, 3, 0); };
    const auto value = peer.run(read(peer.remote, ObjectReference::parse("LD0/GGIO1.A[MX]").value()));
    ASSERT_FALSE(value);
    EXPECT_EQ(value.error().code, Code::service_error(3, 0));
}

TEST(Hostile, FloodOfAnswersToNothing) {
    TestPeer peer;
    peer.associate();
    peer.script = [&](const mms::Envelope& request) {
        for (std::uint32_t id = 1000; id < 3000; ++id) peer.refuse(id, 7, 2);
        peer.answer<mms::Identify>(request.invoke_id, {"v", "m", "r", std::nullopt});
    };
    EXPECT_TRUE(peer.run(identify(peer.remote)));
    EXPECT_EQ(peer.remote.session.unexpected(), 2000U);
}

/// Answers like those of a server, cut and changed at random.
TEST(Hostile, RandomAnswersNeverHarm) {
    std::mt19937 random(61850);
    const char* bodies[] = {
        "A0 09 1A 07 49 45 44 31 4C 44 30 81 01 00",
        "A0 06 1A 04 4C 4C 4E 30 81 01 FF",
        "80 01 00 A2 24 A2 22 A1 20 30 0B 80 05 73 74 56 61 6C A1 02 83 00 30 08 80 01 71 A1 03 84 01 F3 30 "
        "07 80 01 74 A1 02 91 00",
        "A1 0D A2 0B 85 01 01 A1 06 83 01 FF 83 01 00",
        "80 01 FF A1 1E 30 1C A0 1A A1 18 1A 07 49 45 44 31 4C 44 30 1A 0D 47 47 49 4F 31 24 53 54 24 49 6E "
        "64 31",
        "80 04 41 43 4D 45 81 02 58 31 82 03 31 2E 30",
    };
    const auto reference = ObjectReference::parse("LD/LN.A.b").value();
    for (int run = 0; run < 400; ++run) {
        TestPeer peer;
        peer.associate();
        peer.cut_at = 12;
        peer.script = [&](const mms::Envelope& request) {
            if (request.kind != mms::PduKind::confirmed_request) return;
            ByteVector body = test::octets(bodies[random() % std::size(bodies)]);
            for (auto change = random() % 3; change > 0; --change) {
                body[random() % body.size()] = static_cast<Octet>(random());
            }
            if (random() % 4 == 0) body.resize(random() % body.size());
            BackWriter& writer = peer.server().begin();
            writer.prepend_bytes(body);
            ber::encode_header(writer, request.service.key, true, writer.size());
            ber::encode(writer, request.invoke_id);
            ber::encode_header(writer, ber::context_key(1), true, writer.size());
            EXPECT_TRUE(peer.server().send());
        };
        (void)peer.run(discover(peer.remote));
        (void)peer.run(names(peer.remote, {}));
        (void)peer.run(read_all(peer.remote, {reference, reference}));
        (void)peer.run(read_data_set(peer.remote, DataSetReference::parse("LD/LLN0$ds").value()));
        (void)peer.run(data_set(peer.remote, DataSetReference::parse("LD/LLN0$ds").value()));
        (void)peer.run(write(peer.remote, {reference, Value("12")}));
    }
}

}  // namespace
}  // namespace busbar::client
