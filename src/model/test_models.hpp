// SPDX-License-Identifier: Apache-2.0
// Models that the tests of this layer share. No part of the library.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "model/builder.hpp"

namespace busbar::model::testing_models {

inline constexpr Triggers dchg = Triggers::data_change;
inline constexpr Triggers qchg = Triggers::quality_change;
inline constexpr Triggers dupd = Triggers::data_update;

inline ObjectReference ref(std::string_view text) {
    return ObjectReference::parse(text).value();
}

/// q and t of a data object.
inline void add_q_t(Builder& b, Builder::Item parent, Fc fc) {
    b.attribute(parent, {.name = "q", .fc = fc, .type = BasicType::quality, .triggers = qchg});
    b.attribute(parent, {.name = "t", .fc = fc, .type = BasicType::timestamp});
}

/// One logical device IED1LD0: LLN0 with blocks and settings, XCBR1.Pos, MHAI1 with arrays.
inline void fill(Builder& b) {
    const std::uint16_t mode = b.enum_type({"Beh", {{1, "on"}, {2, "blocked"}, {5, "off"}}});
    const auto ld = b.logical_device({.name = "IED1LD0", .inst = "LD0"});
    const auto lln0 = b.logical_node(ld, {.ln_class = "LLN0"});
    const auto beh = b.data_object(lln0, "Beh", "ENS");
    const auto st_val = b.attribute(beh, {.name = "stVal",
                                          .fc = Fc::st,
                                          .type = BasicType::enumerated,
                                          .triggers = dchg | dupd,
                                          .enum_type = mode});
    b.value(st_val, 1);
    add_q_t(b, beh, Fc::st);
    b.attribute(beh, {.name = "d", .fc = Fc::dc, .type = BasicType::vis_string255});

    const auto xcbr = b.logical_node(ld, {.prefix = "Q0", .ln_class = "XCBR", .inst = "1"});
    const auto pos = b.data_object(xcbr, "Pos", "DPC");
    // As in SCL: constraints mixed, the order of each kept.
    b.attribute(pos, {.name = "stVal", .fc = Fc::st, .type = BasicType::dbpos, .triggers = dchg});
    const auto model = b.attribute(pos, {.name = "ctlModel", .fc = Fc::cf, .type = BasicType::enumerated});
    b.value(model, 1);
    add_q_t(b, pos, Fc::st);
    const auto oper = b.structure(pos, {.name = "Oper", .fc = Fc::co});
    b.attribute(oper, {.name = "ctlVal", .type = BasicType::boolean});
    const auto origin = b.structure(oper, {.name = "origin"});
    b.attribute(origin, {.name = "orCat", .type = BasicType::enumerated});
    b.attribute(origin, {.name = "orIdent", .type = BasicType::octet64});

    const auto mhai = b.logical_node(ld, {.ln_class = "MHAI", .inst = "1"});
    const auto ha = b.data_object(mhai, "HA", "HWYE");
    const auto har = b.structure(ha, {.name = "phsAHar", .fc = Fc::mx, .count = 4, .triggers = dchg});
    const auto mag = b.structure(har, {.name = "mag"});
    const auto f = b.attribute(mag, {.name = "f", .type = BasicType::float32});
    b.attribute(har, {.name = "q", .type = BasicType::quality, .triggers = qchg});
    const std::uint32_t second[] = {2};
    b.value(f, 1.5F);
    b.value(f, 2.5F, second);
    b.attribute(ha, {.name = "numHar", .fc = Fc::cf, .type = BasicType::int16u, .val_kind = ValKind::ro});
    const auto grid = b.data_object(mhai, "Grid", "CMV", 2);
    const auto cell = b.attribute(grid, {.name = "cell", .fc = Fc::mx, .type = BasicType::int16, .count = 3});
    const std::uint32_t one_two[] = {1, 2};
    b.value(cell, 7);
    b.value(cell, 12, one_two);

    const auto pdis = b.logical_node(ld, {.ln_class = "PDIS", .inst = "1"});
    const auto reach = b.data_object(pdis, "PoRch", "ASG");
    const auto set_mag = b.structure(reach, {.name = "setMag", .fc = Fc::se});
    const auto set_f = b.attribute(set_mag, {.name = "f", .type = BasicType::float32});
    b.value(set_f, 1.0F);
    b.group_value(set_f, 2, 2.0F);
    b.group_value(set_f, 3, 3.0F);
    const auto delay = b.data_object(pdis, "OpDlTmms", "ING");
    b.attribute(delay, {.name = "setVal", .fc = Fc::sp, .type = BasicType::int32});

    b.data_set(lln0, "ds1",
               {ref("IED1LD0/Q0XCBR1.Pos[ST]"), ref("IED1LD0/LLN0.Beh.stVal[ST]"),
                ref("IED1LD0/MHAI1.HA.phsAHar(3).mag[MX]")});
    b.report_control(lln0, {.name = "urcbA01",
                            .data_set = "ds1",
                            .conf_rev = 7,
                            .opt_flds = {.sequence_number = true, .segmentation = true},
                            .buf_tm_ms = 100,
                            .trg_ops = {.data_change = true, .general_interrogation = true},
                            .with_owner = true});
    b.report_control(
        lln0,
        {.buffered = true, .name = "brcbA01", .rpt_id = "events", .with_resv_tms = true, .reserved = true});
    b.log(lln0, "EventLog");
    b.log_control(lln0, {.name = "lcb1", .log_ref = "IED1LD0/LLN0$EventLog", .data_set = "ds1"});
    b.setting_control(lln0, {.num_of_sg = 3, .act_sg = 2, .resv_tms_s = 60});
    b.goose_control(lln0, {.name = "gcb1",
                           .go_id = "go",
                           .data_set = "ds1",
                           .address = {.mac = {1, 12, 205, 1, 0, 9}, .appid = 5}});
    b.sampled_value_control(lln0, {.name = "msv1", .sv_id = "sv", .smp_rate = 80, .sample_rate = true});
}

inline Built sample() {
    Builder b("IED1");
    fill(b);
    auto built = b.build();
    EXPECT_TRUE(built) << built.error().message();
    return *std::move(built);
}

/// `nodes` logical nodes with `objects` measured values of 5 leaves each.
inline Built large(int nodes, int objects) {
    Builder b("BIG");
    Builder::Ld ld;
    for (int n = 0; n < nodes; ++n) {
        if (n % 100 == 0) ld = b.logical_device({.name = "BIGLD" + std::to_string(n / 100)});
        const auto ln = b.logical_node(ld, {.ln_class = "MMXU", .inst = std::to_string(n + 1)});
        for (int o = 0; o < objects; ++o) {
            const auto mv = b.data_object(ln, "Val" + std::to_string(o), "MV");
            const auto mag = b.structure(mv, {.name = "mag", .fc = Fc::mx, .triggers = dchg});
            b.value(b.attribute(mag, {.name = "f", .type = BasicType::float32}), 1.0F);
            add_q_t(b, mv, Fc::mx);
            b.value(b.attribute(mv, {.name = "db", .fc = Fc::cf, .type = BasicType::int32u}), 1000U);
            b.value(b.attribute(mv, {.name = "zeroDb", .fc = Fc::cf, .type = BasicType::int32u}), 10U);
        }
    }
    auto built = b.build();
    EXPECT_TRUE(built) << built.error().message();
    return *std::move(built);
}

}  // namespace busbar::model::testing_models
