// SPDX-License-Identifier: Apache-2.0
// For tests: the models that this layer's tests serve. One logical device IED1LD0 whose GGIO1 has an
// attribute of every basic type in CF (writable), arrays in MHAI1, settings, control blocks and data sets;
// and IED1Empty.
#pragma once

#include <gtest/gtest.h>

#include "model/builder.hpp"
#include "server/server.hpp"

namespace busbar::server::testing {

inline ObjectReference object(std::string_view text) {
    return ObjectReference::parse(text).value();
}

inline void add_q_t(model::Builder& b, model::Builder::Item parent, Fc fc) {
    b.attribute(parent, {.name = "q", .fc = fc, .type = BasicType::quality});
    b.attribute(parent, {.name = "t", .fc = fc, .type = BasicType::timestamp});
}

/// "INT8" as the attribute aInt8 and so on: names of attributes that hold each type.
inline std::string attribute_of(BasicType type) {
    return "a" + std::to_string(static_cast<int>(type));
}

inline void add_types(model::Builder& b, model::Builder::Ln ln, std::uint16_t mode) {
    const auto all = b.data_object(ln, "All", "X");
    for (const BasicTypeTraits& traits : basic_types()) {
        model::AttributeSpec spec{.name = {}, .fc = Fc::cf, .type = traits.type};
        const std::string name = attribute_of(traits.type);
        spec.name = name;
        if (traits.type == BasicType::enumerated) spec.enum_type = mode;
        b.attribute(all, spec);
    }
    const auto fixed = b.data_object(ln, "Fixed", "X");
    b.attribute(fixed,
                {.name = "ro", .fc = Fc::cf, .type = BasicType::int32, .val_kind = model::ValKind::ro});
    b.attribute(fixed, {.name = "rw", .fc = Fc::cf, .type = BasicType::int32});
    const auto each = b.data_object(ln, "Each", "X");
    for (const Fc fc : {Fc::st, Fc::mx, Fc::sp, Fc::sv, Fc::dc, Fc::ex, Fc::sr, Fc::or_, Fc::bl}) {
        const std::string name = std::string("in") + std::string(name_of(fc));
        b.attribute(each, {.name = name, .fc = fc, .type = BasicType::int32});
    }
}

inline void add_arrays(model::Builder& b, model::Builder::Ln mhai) {
    const auto ha = b.data_object(mhai, "HA", "HWYE");
    const auto har = b.structure(ha, {.name = "phsAHar", .fc = Fc::mx, .count = 4});
    const auto cval = b.structure(har, {.name = "cVal"});
    const auto mag = b.structure(cval, {.name = "mag"});
    const auto f = b.attribute(mag, {.name = "f", .type = BasicType::float32});
    const auto q = b.attribute(har, {.name = "q", .type = BasicType::quality});
    static_cast<void>(q);
    for (std::uint32_t i = 0; i < 4; ++i) {
        const std::uint32_t at[] = {i};
        b.value(f, static_cast<float>(i) + 0.5F, at);
    }
    const auto grid = b.data_object(mhai, "Grid", "X", 2);
    const auto cell = b.attribute(grid, {.name = "cell", .fc = Fc::cf, .type = BasicType::int16, .count = 3});
    for (std::uint32_t i = 0; i < 2; ++i) {
        for (std::uint32_t k = 0; k < 3; ++k) {
            const std::uint32_t at[] = {i, k};
            b.value(cell, static_cast<int>(10 * i + k), at);
        }
    }
    const auto pair = b.structure(ha, {.name = "pair", .fc = Fc::cf});
    b.value(b.attribute(pair, {.name = "x", .type = BasicType::int32}), 1);
    b.value(b.attribute(pair, {.name = "y", .type = BasicType::int32}), 2);
}

inline void fill_station(model::Builder& b) {
    b.identity.manufacturer = "ACME";
    b.identity.type = "X1";
    b.identity.config_version = "1.0";
    const std::uint16_t mode =
        b.enum_type({.id = "Beh", .literals = {{1, "on"}, {2, "blocked"}, {5, "off"}}});
    const auto ld = b.logical_device({.name = "IED1LD0", .inst = "LD0"});
    const auto lln0 = b.logical_node(ld, {.ln_class = "LLN0"});
    const auto beh = b.data_object(lln0, "Beh", "ENS");
    b.value(
        b.attribute(beh, {.name = "stVal", .fc = Fc::st, .type = BasicType::enumerated, .enum_type = mode}),
        1);
    add_q_t(b, beh, Fc::st);
    const auto ggio = b.logical_node(ld, {.ln_class = "GGIO", .inst = "1"});
    add_types(b, ggio, mode);
    const auto control = b.data_object(ggio, "SPCSO1", "SPC");
    const auto oper = b.structure(control, {.name = "Oper", .fc = Fc::co});
    b.attribute(oper, {.name = "ctlVal", .type = BasicType::boolean});
    b.attribute(control, {.name = "ctlModel", .fc = Fc::cf, .type = BasicType::enumerated});
    const auto mhai = b.logical_node(ld, {.ln_class = "MHAI", .inst = "1"});
    add_arrays(b, mhai);
    const auto pdis = b.logical_node(ld, {.ln_class = "PDIS", .inst = "1"});
    const auto reach = b.data_object(pdis, "PoRch", "ASG");
    const auto set_mag = b.structure(reach, {.name = "setMag", .fc = Fc::se});
    b.value(b.attribute(set_mag, {.name = "f", .type = BasicType::float32}), 1.0F);

    b.data_set(lln0, "ds1",
               {object("IED1LD0/LLN0.Beh[ST]"), object("IED1LD0/MHAI1.HA.phsAHar(3).cVal.mag.f[MX]"),
                object("IED1LD0/MHAI1.Grid(1).cell(2)[CF]"), object("IED1LD0/GGIO1.Fixed.rw[CF]")});
    b.report_control(lln0, {.name = "urcbA01", .data_set = "ds1", .conf_rev = 7});
    b.report_control(lln0, {.buffered = true, .name = "brcbA01", .rpt_id = "events"});
    b.log(lln0, "EventLog");
    b.log_control(lln0, {.name = "lcb1", .log_ref = "IED1LD0/LLN0$EventLog", .data_set = "ds1"});
    b.setting_control(lln0, {.num_of_sg = 3, .act_sg = 1});
    b.goose_control(lln0, {.name = "gcb1", .go_id = "go", .data_set = "ds1"});
    b.sampled_value_control(lln0, {.name = "msv1", .sv_id = "sv", .smp_rate = 80});
    const auto empty = b.logical_device({.name = "IED1Empty", .inst = "Empty"});
    const auto other = b.logical_node(empty, {.ln_class = "LLN0"});
    const auto other_beh = b.data_object(other, "Beh", "ENS");
    b.attribute(other_beh, {.name = "stVal", .fc = Fc::st, .type = BasicType::enumerated});
}

inline model::Image station_image() {
    model::Builder b("IED1");
    fill_station(b);
    auto built = b.build();
    EXPECT_TRUE(built) << built.error().message();
    return std::move(built->image);
}

/// `nodes` logical nodes with 40 measured values each, and a data set LLN0$floats of 100 floats.
inline model::Image large_image(int nodes) {
    model::Builder b("BIG");
    const auto ld = b.logical_device({.name = "BIGLD0"});
    const auto lln0 = b.logical_node(ld, {.ln_class = "LLN0"});
    const auto beh = b.data_object(lln0, "Beh", "ENS");
    b.attribute(beh, {.name = "stVal", .fc = Fc::st, .type = BasicType::enumerated});
    std::vector<ObjectReference> members;
    for (int n = 1; n <= nodes; ++n) {
        const auto ln = b.logical_node(ld, {.ln_class = "MMXU", .inst = std::to_string(n)});
        for (int o = 0; o < 40; ++o) {
            const std::string name = "Val" + std::to_string(o);
            const auto mv = b.data_object(ln, name, "MV");
            const auto mag = b.structure(mv, {.name = "mag", .fc = Fc::mx});
            b.value(b.attribute(mag, {.name = "f", .type = BasicType::float32}), 1.0F);
            add_q_t(b, mv, Fc::mx);
            if (members.size() < 100) {
                members.push_back(object("BIGLD0/MMXU" + std::to_string(n) + "." + name + ".mag.f[MX]"));
            }
        }
    }
    b.data_set(lln0, "floats", std::move(members));
    auto built = b.build();
    EXPECT_TRUE(built) << built.error().message();
    return std::move(built->image);
}

}  // namespace busbar::server::testing
