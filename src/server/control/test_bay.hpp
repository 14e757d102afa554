// SPDX-License-Identifier: Apache-2.0
// For tests: a bay IED1LD0 with what checks and process look at. Breaker CSWI1, XCBR1, CILO1, RSYN1;
// disconnector CSWI2, XSWI2, CILO2; CSWI3 that drives nothing; tap changer ATCC1 over YLTC1; outputs of every
// class in GGIO1; set points of a plant in DRCC1. All modes on, both switches closed, both interlockings as
// `released` says.
#pragma once

#include "server/control/test_controls.hpp"

namespace busbar::server::control::testing {

struct BaySpec {
    CtlModel ctl_model = CtlModel::direct_with_enhanced_security;
    bool hierarchy = true;  ///< Loc, LocSta and MltLev in LLN0, Loc in CSWI1 and XCBR1
    bool breaker_released = true, disconnector_released = false;
};

class BayBuilder {
public:
    explicit BayBuilder(const BaySpec& spec) : spec_(spec) {
        b_.identity.edition = model::Edition::ed2;
        ld_ = b_.logical_device({.name = "IED1LD0", .inst = "LD0"});
        common();
        switches();
        tap_changer();
        outputs();
        const auto drcc = node("DRCC", "1");
        control(drcc, "OutWSet", "APC");
        control(drcc, "DERStr", "SPC");
        control(drcc, "OpModConst", "INC");
    }
    model::Image image() {
        auto built = b_.build();
        EXPECT_TRUE(built) << built.error().message();
        return std::move(built->image);
    }

private:
    using Item = model::Builder::Item;
    using Ln = model::Builder::Ln;

    Ln node(std::string ln_class, std::string inst) {
        const Ln ln = b_.logical_node(ld_, {.ln_class = std::move(ln_class), .inst = std::move(inst)});
        add_beh(b_, ln);
        b_.value(b_.find(control(ln, "Mod", "ENC"), "stVal"), 1);
        return ln;
    }
    Item status(Ln ln, std::string_view name, std::string_view cdc, BasicType type, const Value& value,
                std::string_view attribute = "stVal") {
        const Item item = b_.data_object(ln, name, cdc);
        constexpr auto dchg = model::Triggers::data_change;
        const Item leaf =
            b_.attribute(item, {.name = attribute, .fc = Fc::st, .type = type, .triggers = dchg});
        b_.value(leaf, value);
        b_.attribute(item, {.name = "q", .fc = Fc::st, .type = BasicType::quality});
        b_.attribute(item, {.name = "t", .fc = Fc::st, .type = BasicType::timestamp});
        return item;
    }
    Item flag(Ln ln, std::string_view name, bool value = false) {
        return status(ln, name, "SPS", BasicType::boolean, value);
    }
    Item control(Ln ln, std::string_view name, std::string_view cdc,
                 CtlModel ctl_model = CtlModel::direct_with_enhanced_security) {
        ControlSpec spec;
        spec.name = name;
        spec.cdc = cdc;
        spec.ctl_model = ctl_model;
        spec.oper_timeout = 4000;
        ControlBuilder(b_, ln, spec);
        return b_.find(ln, name);
    }
    Item position(Ln ln, CtlModel ctl_model) {
        const Item pos = control(ln, "Pos", "DPC", ctl_model);
        b_.value(b_.find(pos, "stVal"), BitString(2, 2));  // on
        return pos;
    }
    void substitutable(Item item) {
        b_.attribute(item, {.name = "subEna", .fc = Fc::sv, .type = BasicType::boolean});
        b_.attribute(item, {.name = "subVal", .fc = Fc::sv, .type = BasicType::dbpos});
        b_.attribute(item, {.name = "subQ", .fc = Fc::sv, .type = BasicType::quality});
        b_.attribute(item, {.name = "subID", .fc = Fc::sv, .type = BasicType::vis_string64});
    }
    void reports(Ln lln0) {
        std::vector<ObjectReference> members;
        for (const char* const member :
             {"XCBR1.Pos.stVal", "CSWI1.Pos.stVal", "CILO2.EnaOpn.stVal", "YLTC1.TapPos.valWTr.posVal",
              "YLTC1.TapPos.valWTr.transInd", "GGIO1.SPCSO1.stVal"}) {
            members.push_back(ObjectReference::parse("IED1LD0/" + std::string(member) + "[ST]").value());
        }
        b_.data_set(lln0, "events", std::move(members));
        model::ReportControlSpec block;
        block.name = "urcb";
        block.data_set = "events";
        block.trg_ops.data_change = true;
        b_.report_control(lln0, std::move(block));
    }
    void number(Item item, std::string_view name, BasicType type, const Value& value) {
        b_.value(b_.attribute(item, {.name = name, .fc = Fc::cf, .type = type}), value);
    }

    void common() {
        const Ln lln0 = node("LLN0", "");
        control(lln0, "LEDRs", "SPC");
        reports(lln0);
        if (!spec_.hierarchy) return;
        flag(lln0, "Loc");
        control(lln0, "LocSta", "SPC");
        const Item several = b_.data_object(lln0, "MltLev", "SPG");
        b_.attribute(several, {.name = "setVal", .fc = Fc::sp, .type = BasicType::boolean});
    }
    void switches() {
        for (const bool breaker : {true, false}) {
            const std::string inst = breaker ? "1" : "2";
            const Ln cswi = node("CSWI", inst);
            status(cswi, "Health", "ENS", BasicType::enumerated, 1);
            if (spec_.hierarchy && breaker) flag(cswi, "Loc");
            position(cswi, spec_.ctl_model);
            control(cswi, "CmdBlk", "SPC");
            status(cswi, "OpOpn", "ACT", BasicType::boolean, false, "general");
            status(cswi, "OpCls", "ACT", BasicType::boolean, false, "general");
            const Ln physical = node(breaker ? "XCBR" : "XSWI", inst);
            if (spec_.hierarchy && breaker) flag(physical, "Loc");
            substitutable(position(physical, CtlModel::direct_with_enhanced_security));
            control(physical, "CmdBlk", "SPC");
            control(physical, "BlkOpn", "SPC");
            control(physical, "BlkCls", "SPC");
            status(physical, "EEHealth", "ENS", BasicType::enumerated, 1);
            status(physical, "OpCnt", "INS", BasicType::int32, 7);
            const Ln cilo = node("CILO", inst);
            const bool released = breaker ? spec_.breaker_released : spec_.disconnector_released;
            flag(cilo, "EnaOpn", released);
            flag(cilo, "EnaCls", released);
        }
        flag(node("RSYN", "1"), "Rel");
        position(node("CSWI", "3"), spec_.ctl_model);
    }
    void tap_changer() {
        const Ln atcc = node("ATCC", "1");
        const Item change = control(atcc, "TapChg", "BSC");
        number(change, "minVal", BasicType::int8, -2);
        number(change, "maxVal", BasicType::int8, 2);
        const Ln yltc = node("YLTC", "1");
        const Item position = control(yltc, "TapPos", "ISC");
        b_.value(b_.find(position, "minVal"), -2);
        b_.value(b_.find(position, "maxVal"), 2);
        flag(yltc, "EndPosR");
        flag(yltc, "EndPosL");
        status(yltc, "OpCnt", "INS", BasicType::int32, 0);
        number(control(node("YLTC", "2"), "TapChg", "BSC"), "persistent", BasicType::boolean, true);
    }
    void outputs() {
        const Ln ggio = node("GGIO", "1");
        control(ggio, "SPCSO1", "SPC");
        const Item pulse =
            b_.structure(control(ggio, "SPCSO2", "SPC"), {.name = "pulseConfig", .fc = Fc::cf});
        const std::pair<const char*, unsigned> members[] = {{"onDur", 300}, {"offDur", 200}, {"numPls", 2}};
        b_.attribute(pulse, {.name = "cmdQual", .type = BasicType::enumerated});
        for (const auto& [name, value] : members) {
            b_.value(b_.attribute(pulse, {.name = name, .type = BasicType::int32u}), value);
        }
        control(ggio, "DPCSO1", "DPC");
        control(ggio, "ISCSO1", "INC");
        control(ggio, "Stage", "ENC");
        control(ggio, "Step", "ISC");
        for (const char* const name : {"AnOut1", "AnOut2"}) {
            const Item output = control(ggio, name, name[5] == '1' ? "APC" : "BAC");
            b_.value(b_.find(b_.find(output, "mxVal"), "f"), 50.0F);
            if (name[5] == '2') {
                number(output, "persistent", BasicType::boolean, false);
                for (const char* const limit : {"minVal", "maxVal"}) {
                    b_.attribute(b_.structure(output, {.name = limit, .fc = Fc::cf}),
                                 {.name = "f", .type = BasicType::float32});
                }
            }
            b_.value(b_.find(b_.find(output, "maxVal"), "f"), 100.0F);
        }
    }

    const BaySpec& spec_;
    model::Builder b_{"IED1"};
    model::Builder::Ld ld_;
};

inline model::Image bay_image(const BaySpec& spec = {}) {
    return BayBuilder(spec).image();
}

}  // namespace busbar::server::control::testing
