// SPDX-License-Identifier: Apache-2.0
#include "mms/type_description.hpp"

#include <gtest/gtest.h>

#include "ber/walk.hpp"

namespace busbar::mms {
namespace {

TEST(TypeDescription, NegativeSizesOnTheWire) {
    EXPECT_EQ(to_hex(ber::encoded(TypeDescription{BitStringType{-13}})), "84 01 F3");
    EXPECT_EQ(to_hex(ber::encoded(TypeDescription{OctetStringType{-64}})), "89 01 C0");
    EXPECT_EQ(to_hex(ber::encoded(TypeDescription{VisibleStringType{-129}})), "8A 02 FF 7F");
    EXPECT_EQ(to_hex(ber::encoded(TypeDescription{MmsStringType{-255}})), "90 02 FF 01");
    EXPECT_EQ(to_hex(ber::encoded(TypeDescription{FloatingPointType{32, 8}})), "A7 06 02 01 20 02 01 08");
    const auto octets = from_hex("8A 02 FF 7F").value();
    EXPECT_EQ(ber::decode<TypeDescription>(octets)->get_if<VisibleStringType>()->size, -129);
}

TEST(TypeDescription, TakesTenLevelsOfStructures) {
    ByteVector type = {0x83, 0x00};
    const auto wrap = [&](ber::TagKey key) {
        BackWriter writer;
        writer.prepend_bytes(type);
        ber::encode_header(writer, key, true, type.size());
        type.assign(writer.bytes().begin(), writer.bytes().end());
    };
    for (int level = 0; level < 10; ++level) {
        wrap(ber::context_key(1));
        wrap(ber::universal_key(ber::universal_number::sequence));
        wrap(ber::context_key(1));
        wrap(ber::context_key(2));
    }
    const auto decoded = ber::decode<TypeDescription>(type);
    ASSERT_TRUE(decoded) << decoded.error().message();
    EXPECT_EQ(ber::encoded(*decoded), type);
    for (int level = 0; level < 10; ++level) wrap(ber::context_key(1));
    EXPECT_FALSE(ber::decode<TypeDescription>(type));
}

TEST(ObjectName, AsText) {
    EXPECT_EQ(to_text({VmdSpecific{"RPT"}}), "RPT");
    EXPECT_EQ(to_text({AaSpecific{"dyn"}}), "@dyn");
    EXPECT_EQ(to_text({DomainSpecific{"LD0", "LLN0$ST"}}), "LD0/LLN0$ST");
}

}  // namespace
}  // namespace busbar::mms
