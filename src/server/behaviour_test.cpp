// SPDX-License-Identifier: Apache-2.0
#include "server/behaviour.hpp"

#include "server/test_station.hpp"

namespace busbar::server {
namespace {

using acsi::Mode;

TEST(Behaviour, EveryPairOfModes) {
    constexpr Mode on = Mode::on, blk = Mode::blocked, tst = Mode::test, t_b = Mode::test_blocked,
                   off = Mode::off;
    constexpr Mode table[5][5] = {
        // the logical node's:  on, blocked, test, test/blocked, off
        {on, blk, tst, t_b, off},   // the logical device's: on
        {blk, blk, t_b, t_b, off},  // blocked
        {tst, t_b, tst, t_b, off},  // test
        {t_b, t_b, t_b, t_b, off},  // test/blocked
        {off, off, off, off, off},  // off
    };
    for (int device = 0; device < 5; ++device) {
        for (int node = 0; node < 5; ++node) {
            EXPECT_EQ(combine(static_cast<Mode>(device + 1), static_cast<Mode>(node + 1)),
                      table[device][node])
                << device << ' ' << node;
        }
    }
}

TEST(Behaviour, ANumberThatIsNoModeIsOn) {
    for (int number = 1; number <= 5; ++number) EXPECT_EQ(mode_of(number), static_cast<Mode>(number));
    for (const int number : {-1, 0, 6, 1000}) EXPECT_EQ(mode_of(number), Mode::on);
}

TEST(Behaviour, IsThatOfTheLogicalNodeElseOfItsDevice) {
    model::Builder b("IED1");
    const auto beh = [&](model::Builder::Ln ln, int value) {
        const auto object = b.data_object(ln, "Beh", "ENS");
        b.value(b.attribute(object, {.name = "stVal", .fc = Fc::st, .type = BasicType::enumerated}), value);
    };
    const auto other = [&](model::Builder::Ln ln) {
        b.attribute(b.data_object(ln, "Ind", "SPS"),
                    {.name = "stVal", .fc = Fc::st, .type = BasicType::boolean});
    };
    // Defined in turns: the order of definition is not that of the tree.
    const auto first = b.logical_device({.name = "IED1A"});
    const auto second = b.logical_device({.name = "IED1B"});
    const auto a1 = b.logical_node(first, {.ln_class = "GGIO", .inst = "1"});
    other(a1);
    const auto b0 = b.logical_node(second, {.ln_class = "LLN0"});
    other(b0);
    const auto a0 = b.logical_node(first, {.ln_class = "LLN0"});
    beh(a0, 3);
    const auto b1 = b.logical_node(second, {.ln_class = "GGIO", .inst = "1"});
    other(b1);
    const auto a2 = b.logical_node(first, {.ln_class = "GGIO", .inst = "2"});
    beh(a2, 5);
    const auto built = b.build();
    ASSERT_TRUE(built) << built.error().message();
    const model::Model& model = *built->model;
    const Behaviours behaviours(model);
    EXPECT_EQ(behaviours.of(built->image, model.find("IED1A", "LLN0")), Mode::test);
    EXPECT_EQ(behaviours.of(built->image, model.find("IED1A", "GGIO1$ST$Ind$stVal")), Mode::test);
    EXPECT_EQ(behaviours.of(built->image, model.find("IED1A", "GGIO2$ST$Beh")), Mode::off);
    EXPECT_EQ(behaviours.of(built->image, model.find("IED1B", "GGIO1$ST$Ind")), Mode::on);
    EXPECT_EQ(behaviours.of(built->image, model.find("IED1A", "")), Mode::on) << "a logical device";
}

}  // namespace
}  // namespace busbar::server
