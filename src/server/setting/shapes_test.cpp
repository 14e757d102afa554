// SPDX-License-Identifier: Apache-2.0
// Settings that are arrays and structures, as curves are, and control blocks with one group only.
#include "server/server.hpp"
#include "server/setting/test_settings.hpp"

namespace busbar::server {
namespace {

using namespace testing;  // NOLINT: the tests' own vocabulary

/// PTOC1.Points: crvPts, three pairs of x and y, and numPts. In group g the first x is g.
model::Image curve_image(std::uint8_t groups) {
    model::Builder b("IED1");
    const auto ld = b.logical_device({.name = "LD0"});
    const auto lln0 = b.logical_node(ld, {.ln_class = "LLN0"});
    const auto points = b.data_object(b.logical_node(ld, {.ln_class = "PTOC", .inst = "1"}), "Points", "CSG");
    const auto pair = b.structure(points, {.name = "crvPts", .fc = Fc::se, .count = 3});
    const auto x = b.attribute(pair, {.name = "xVal", .type = BasicType::float32});
    const auto y = b.attribute(pair, {.name = "yVal", .type = BasicType::float32});
    b.attribute(points, {.name = "numPts", .fc = Fc::se, .type = BasicType::int16u});
    for (std::uint32_t i = 0; i < 3; ++i) {
        const std::uint32_t at[] = {i};
        b.value(y, static_cast<float>(10 * i), at);
        for (std::uint8_t g = 1; g <= groups; ++g) b.group_value(x, g, static_cast<float>(g + i), at);
    }
    b.setting_control(lln0, {groups, 1, std::uint16_t{30}});
    auto built = b.build();
    EXPECT_TRUE(built) << built.error().message();
    return std::move(built->image);
}

class Curve : public ::testing::TestWithParam<std::uint8_t> {
protected:
    Curve() : server(curve_image(GetParam()), {}), client(server, now) { EXPECT_TRUE(client.associate()); }

    std::string set(std::string_view item, mms::Data value) {
        return write_text(write(client, "LD0", item, std::move(value)));
    }
    /// xVal of one point.
    std::string set_x(std::uint32_t point, float value) {
        const std::vector<mms::AlternateAccessItem> inner{
            {mms::AlternateAccessSelection{mms::SelectAccess{mms::Component{"xVal"}}}}};
        mms::SelectAlternateAccess element;
        element.selection.selector = mms::Index{point};
        element.alternate_access = mms::AlternateAccess(inner);
        const std::vector<mms::AlternateAccessItem> outer{{mms::AlternateAccessSelection{element}}};
        mms::ListEntry entry = variable("LD0", "PTOC1$SE$Points$crvPts");
        entry.alternate_access = mms::AlternateAccess(outer);
        return write_text(write(client, {entry}, {real(value)}));
    }
    std::string active_points() {
        return server.process().image().value(server.model().find("LD0", "PTOC1$SG$Points$crvPts")).text();
    }
    std::string points_of(std::uint32_t group) {
        const auto value =
            server.settings().value(server.model().find("LD0", "PTOC1$SG$Points$crvPts"), group);
        return value ? value->text() : value.error().text;
    }

    Now now = start_of_time();
    Server server;
    TestClient client;
};

INSTANTIATE_TEST_SUITE_P(Groups, Curve, ::testing::Values(1, 4));

TEST_P(Curve, IsEditedAsAWholeAndInParts) {
    const std::uint32_t last = GetParam();
    const std::string before = active_points();
    EXPECT_EQ(points_of(1), before);
    EXPECT_EQ(set("LLN0$SP$SGCB$EditSG", number(last)), "ok");
    EXPECT_EQ(set_x(2, 77), "ok");
    EXPECT_EQ(set_x(3, 78), "object-access-unsupported") << "there is no such point";
    EXPECT_EQ(set("PTOC1$SE$Points$numPts", number(3)), "ok");
    EXPECT_EQ(active_points(), before);
    EXPECT_EQ(set("LLN0$SP$SGCB$CnfEdit", boolean(true)), "ok");
    EXPECT_NE(points_of(last).find("77"), std::string::npos);
    EXPECT_EQ(active_points(), last == 1 ? points_of(1) : before);
    // All of it at once.
    EXPECT_EQ(set("LLN0$SP$SGCB$EditSG", number(last)), "ok");
    const auto point = [](float at) { return structure({real(at), real(at)}); };
    const std::vector<mms::Data> points{point(5), point(6), point(7)}, few{point(5), point(6)};
    const auto array = [](const std::vector<mms::Data>& all) {
        return as_data(mms::Array{ber::List<mms::Data>(all)});
    };
    EXPECT_EQ(set("PTOC1$SE$Points$crvPts", array(few)), "type-inconsistent");
    EXPECT_EQ(set("PTOC1$SE$Points$crvPts", array(points)), "ok");
    EXPECT_EQ(set("LLN0$SP$SGCB$CnfEdit", boolean(true)), "ok");
    EXPECT_EQ(points_of(last), "[{5, 5}, {6, 6}, {7, 7}]");
}

TEST_P(Curve, OnlyGroupsThatThereAre) {
    const std::uint32_t last = GetParam();
    for (const std::uint32_t group : {last + 1, 255U, 256U, 0xFFFFFFFFU}) {
        EXPECT_EQ(set("LLN0$SP$SGCB$ActSG", number(group)), "object-value-invalid") << group;
        EXPECT_EQ(set("LLN0$SP$SGCB$EditSG", number(group)), "object-value-invalid") << group;
    }
    EXPECT_EQ(set("LLN0$SP$SGCB$ActSG", number(0)), "object-value-invalid");
    EXPECT_EQ(set("LLN0$SP$SGCB$ActSG", number(last)), "ok");
    EXPECT_EQ(active_points(), points_of(last));
}

}  // namespace
}  // namespace busbar::server
