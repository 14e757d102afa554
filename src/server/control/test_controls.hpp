// SPDX-License-Identifier: Apache-2.0
// For tests: a station of controllable data objects of every class and control model, with all members that
// the standard knows. IED1LD0/GGIO1 holds one object for each control model, CSWI1 a switch, ATCC1 steps,
// and so on.
#pragma once

#include <gtest/gtest.h>

#include "model/builder.hpp"
#include "server/control/object.hpp"

namespace busbar::server::control::testing {

struct ControlSpec {
    std::string name;
    std::string cdc = "SPC";
    CtlModel ctl_model = CtlModel::direct_with_normal_security;
    std::uint32_t sbo_timeout = 0;   ///< ms; 0: no such attribute
    std::uint32_t oper_timeout = 0;  ///< ms; 0: no such attribute
    SboClass sbo_class = SboClass::operate_once;
    bool timed = false;         ///< operTm in Oper, SBOw and Cancel
    bool edition_1 = false;     ///< T is an EntryTime
    bool all_services = false;  ///< SBO, SBOw, Oper and Cancel, whatever ctlModel is
};

/// The basic type of ctlVal; APC takes a structure of f.
inline BasicType control_type(std::string_view cdc) {
    if (cdc == "INC") return BasicType::int32;
    if (cdc == "ENC") return BasicType::enumerated;
    if (cdc == "BSC" || cdc == "BAC") return BasicType::tcmd;
    if (cdc == "ISC") return BasicType::int8;
    if (cdc == "APC") return BasicType::float32;
    return BasicType::boolean;
}

class ControlBuilder {
public:
    ControlBuilder(model::Builder& builder, model::Builder::Ln ln, const ControlSpec& spec)
        : b_(builder), spec_(spec), object_(builder.data_object(ln, spec.name, spec.cdc)) {
        status();
        received();
        configuration();
        const auto is = [&](CtlModel model) { return spec.all_services || spec.ctl_model == model; };
        if (is(CtlModel::sbo_with_normal_security)) {
            b_.attribute(object_, {.name = "SBO", .fc = Fc::co, .type = BasicType::vis_string129});
        }
        if (is(CtlModel::sbo_with_enhanced_security)) service("SBOw");
        if (spec.ctl_model == CtlModel::status_only && !spec.all_services) return;
        service("Oper");
        if (spec.all_services || spec.timed || is_sbo(spec.ctl_model)) service("Cancel");
    }

private:
    using Item = model::Builder::Item;

    [[nodiscard]] bool analogue() const { return spec_.cdc == "APC" || spec_.cdc == "BAC"; }

    void origin(Item parent, Fc fc, model::Triggers triggers = model::Triggers::none) {
        const Item origin = b_.structure(parent, {.name = "origin", .fc = fc, .triggers = triggers});
        b_.attribute(origin, {.name = "orCat", .type = BasicType::enumerated});
        b_.attribute(origin, {.name = "orIdent", .type = BasicType::octet64});
    }
    void status() {
        const Fc fc = analogue() ? Fc::mx : Fc::st;
        constexpr auto dchg = model::Triggers::data_change;
        origin(object_, fc);
        b_.attribute(object_, {.name = "ctlNum", .fc = fc, .type = BasicType::int8u});
        if (analogue()) {
            const Item value = b_.structure(object_, {.name = "mxVal", .fc = fc, .triggers = dchg});
            b_.attribute(value, {.name = "f", .type = BasicType::float32});
        } else if (spec_.cdc == "BSC" || spec_.cdc == "ISC") {
            const Item value = b_.structure(object_, {.name = "valWTr", .fc = fc, .triggers = dchg});
            b_.attribute(value, {.name = "posVal", .type = BasicType::int8});
            b_.attribute(value, {.name = "transInd", .type = BasicType::boolean});
        } else {
            const BasicType type = spec_.cdc == "DPC" ? BasicType::dbpos : control_type(spec_.cdc);
            b_.attribute(object_, {.name = "stVal", .fc = fc, .type = type, .triggers = dchg});
        }
        b_.attribute(object_, {.name = "q", .fc = fc, .type = BasicType::quality});
        b_.attribute(object_, {.name = "t", .fc = fc, .type = BasicType::timestamp});
        b_.attribute(object_, {.name = "stSeld", .fc = fc, .type = BasicType::boolean, .triggers = dchg});
    }
    void received() {
        b_.attribute(object_, {.name = "opRcvd", .fc = Fc::or_, .type = BasicType::boolean});
        b_.attribute(object_, {.name = "opOk", .fc = Fc::or_, .type = BasicType::boolean});
        b_.attribute(object_, {.name = "tOpOk", .fc = Fc::or_, .type = BasicType::timestamp});
    }
    void configuration() {
        const auto number = [&](std::string_view name, BasicType type, std::int64_t value) {
            b_.value(b_.attribute(object_, {.name = name, .fc = Fc::cf, .type = type}), value);
        };
        number("ctlModel", BasicType::enumerated, static_cast<int>(spec_.ctl_model));
        if (spec_.sbo_timeout != 0) number("sboTimeout", BasicType::int32u, spec_.sbo_timeout);
        number("sboClass", BasicType::enumerated, static_cast<int>(spec_.sbo_class));
        if (spec_.oper_timeout != 0) number("operTimeout", BasicType::int32u, spec_.oper_timeout);
        if (spec_.cdc == "INC" || spec_.cdc == "ISC") {
            number("minVal", BasicType::int32, -10);
            number("maxVal", BasicType::int32, 10);
            number("stepSize", BasicType::int32u, 1);
        } else if (spec_.cdc == "APC") {
            for (const char* const name : {"minVal", "maxVal", "stepSize"}) {
                const Item limit = b_.structure(object_, {.name = name, .fc = Fc::cf});
                b_.attribute(limit, {.name = "f", .type = BasicType::float32});
            }
        }
    }
    void service(std::string_view name) {
        const Item item = b_.structure(object_, {.name = name, .fc = Fc::co});
        if (spec_.cdc == "APC") {
            b_.attribute(b_.structure(item, {.name = "ctlVal"}), {.name = "f", .type = BasicType::float32});
        } else {
            b_.attribute(item, {.name = "ctlVal", .type = control_type(spec_.cdc)});
        }
        if (spec_.timed) b_.attribute(item, {.name = "operTm", .type = BasicType::timestamp});
        origin(item, Fc::none);
        b_.attribute(item, {.name = "ctlNum", .type = BasicType::int8u});
        const BasicType time = spec_.edition_1 ? BasicType::entry_time : BasicType::timestamp;
        b_.attribute(item, {.name = "T", .type = time});
        b_.attribute(item, {.name = "Test", .type = BasicType::boolean});
        if (name != "Cancel") b_.attribute(item, {.name = "Check", .type = BasicType::check});
    }

    model::Builder& b_;
    const ControlSpec& spec_;
    Item object_;
};

inline void add_beh(model::Builder& b, model::Builder::Ln ln) {
    const auto beh = b.data_object(ln, "Beh", "ENS");
    b.value(b.attribute(beh, {.name = "stVal", .fc = Fc::st, .type = BasicType::enumerated}), 1);
}

/// IED1LD0/GGIO1 with these objects, and a data set GGIO1$set of one member where one is named.
inline model::Image control_image(const std::vector<ControlSpec>& specs, std::string_view member = {}) {
    model::Builder b("IED1");
    const auto ld = b.logical_device({.name = "IED1LD0", .inst = "LD0"});
    add_beh(b, b.logical_node(ld, {.ln_class = "LLN0"}));
    const auto ggio = b.logical_node(ld, {.ln_class = "GGIO", .inst = "1"});
    add_beh(b, ggio);
    for (const ControlSpec& spec : specs) ControlBuilder(b, ggio, spec);
    if (!member.empty()) b.data_set(ggio, "set", {ObjectReference::parse(member).value()});
    auto built = b.build();
    EXPECT_TRUE(built) << built.error().message();
    return std::move(built->image);
}

}  // namespace busbar::server::control::testing
