// SPDX-License-Identifier: Apache-2.0
#include "osi/tpkt/tpkt.hpp"

#include "support/octets.hpp"

namespace busbar::tpkt {
namespace {

using test::octets;

TEST(Tpkt, LengthComesFromTheHeader) {
    EXPECT_EQ(packet_octets(octets("03 00 00 16")).value(), 0x16U);
    EXPECT_EQ(packet_octets(octets("03 00 00 16 11 E0")).value(), 0x16U);
    EXPECT_EQ(packet_octets(octets("03 00 FF FF")).value(), 65535U);
    EXPECT_EQ(packet_octets(octets("03 00 00 07")).value(), 7U);
}

TEST(Tpkt, ReservedOctetIsIgnored) {
    EXPECT_EQ(packet_octets(octets("03 5A 00 16")).value(), 0x16U);
}

TEST(Tpkt, IncompleteHeaderIsZero) {
    test::for_each_truncation(octets("03 00 00 16"),
                              [](Bytes cut) { EXPECT_EQ(packet_octets(cut).value(), 0U) << cut.size(); });
}

TEST(Tpkt, WrongVersionIsSeenInTheFirstOctet) {
    for (unsigned version = 0; version < 256; ++version) {
        const Octet first[] = {static_cast<Octet>(version)};
        EXPECT_EQ(packet_octets(first).has_value(), version == 3) << version;
    }
}

TEST(Tpkt, LengthBelowSevenIsMalformed) {
    for (Octet length = 0; length < 7; ++length) {
        const Octet header[] = {3, 0, 0, length};
        const auto octets = packet_octets(header);
        ASSERT_FALSE(octets) << int{length};
        EXPECT_EQ(octets.error().fault, Fault::malformed);
    }
}

TEST(Tpkt, HeaderGoesBeforeTheTpdu) {
    BackWriter writer;
    writer.prepend_octets({0x02, 0xF0, 0x80});
    prepend_header(writer);
    EXPECT_EQ(to_hex(writer.bytes()), "03 00 00 07 02 F0 80");
    Octet header[header_octets];
    write_header(header, max_tpdu_octets);
    EXPECT_EQ(to_hex(header), "03 00 FF FF");
}

}  // namespace
}  // namespace busbar::tpkt
