// SPDX-License-Identifier: Apache-2.0
// For tests of service tracking: the station of the tests of reporting, and beside it LD1 with LTRK1, which
// has every tracking data object, a data set of them all ("tracked"), and urcbT that reports their updates.
#pragma once

#include "server/report/test_reports.hpp"
#include "server/tracking/tracking.hpp"

namespace busbar::server::tracking::testing {

using server::testing::object;

struct Member {
    std::string_view name;
    BasicType type;
};

/// LTRK of a logical node.
class LtrkBuilder {
public:
    LtrkBuilder(model::Builder& builder, model::Builder::Ln ln) : b_(builder), ln_(ln) {}

    model::Builder::Item data_object(std::string_view name, std::string_view cdc,
                                     const std::vector<Member>& members = {}) {
        const auto item = b_.data_object(ln_, name, cdc);
        b_.attribute(item, {.name = "objRef",
                            .fc = Fc::sr,
                            .type = BasicType::obj_ref,
                            .triggers = model::Triggers::data_update});
        add(item, {{"serviceType", BasicType::enumerated},
                   {"errorCode", BasicType::enumerated},
                   {"originatorID", BasicType::octet64},
                   {"t", BasicType::timestamp}});
        add(item, members);
        return item;
    }
    /// `type`: of ctlVal; float32 and int32 of `analogue` are in a structure.
    void control(std::string_view name, BasicType type, bool analogue = false,
                 std::optional<std::uint16_t> enumeration = {}) {
        const auto item = data_object(name, "CTS");
        if (analogue) {
            const auto value = b_.structure(item, {.name = "ctlVal", .fc = Fc::sr});
            b_.attribute(value, {.name = type == BasicType::float32 ? "f" : "i", .type = type});
        } else {
            b_.attribute(item, {.name = "ctlVal", .fc = Fc::sr, .type = type, .enum_type = enumeration});
        }
        add(item, {{"operTm", BasicType::timestamp}});
        const auto origin = b_.structure(item, {.name = "origin", .fc = Fc::sr});
        b_.attribute(origin, {.name = "orCat", .type = BasicType::enumerated});
        b_.attribute(origin, {.name = "orIdent", .type = BasicType::octet64});
        add(item, {{"ctlNum", BasicType::int8u},
                   {"T", BasicType::timestamp},
                   {"Test", BasicType::boolean},
                   {"Check", BasicType::check},
                   {"respAddCause", BasicType::enumerated}});
    }
    void all() {
        using enum BasicType;
        control("SpcTrk", boolean);
        control("DpcTrk", boolean);
        control("IncTrk", int32);
        control("ApcFTrk", float32, true);
        control("ApcIntTrk", int32, true);
        control("BscTrk", tcmd);
        control("IscTrk", int8);
        control("BacTrk", tcmd);
        data_object("GenTrk", "CST");
        data_object("UrcbTrk", "UTS",
                    {{"rptID", vis_string129},
                     {"rptEna", boolean},
                     {"resv", boolean},
                     {"datSet", obj_ref},
                     {"confRev", int32u},
                     {"optFlds", opt_flds},
                     {"bufTm", int32u},
                     {"sqNum", int8u},
                     {"trgOps", trg_ops},
                     {"intgPd", int32u},
                     {"gi", boolean},
                     {"owner", octet64}});
        data_object("BrcbTrk", "BTS",
                    {{"rptID", vis_string129},
                     {"rptEna", boolean},
                     {"datSet", obj_ref},
                     {"confRev", int32u},
                     {"purgeBuf", boolean},
                     {"entryID", entry_id},
                     {"timeOfEntry", entry_time},
                     {"resvTms", int16},
                     {"owner", octet64}});
        data_object("LocbTrk", "LTS",
                    {{"logEna", boolean},
                     {"logRef", obj_ref},
                     {"oldEnt", entry_id},
                     {"trgOps", trg_ops},
                     {"intgPd", int32u}});
        const auto goose = data_object(
            "GocbTrk", "GTS",
            {{"goEna", boolean}, {"goID", vis_string129}, {"confRev", int32u}, {"ndsCom", boolean}});
        b_.phy_com_addr(goose, {.name = "dstAddress", .fc = Fc::sr});
        data_object("MsvcbTrk", "MTS", {{"svEna", boolean}, {"msvID", vis_string129}, {"smpRate", int16u}});
        data_object("UsvcbTrk", "NTS", {{"svEna", boolean}, {"resv", boolean}, {"usvID", vis_string129}});
        data_object("SgcbTrk", "STS",
                    {{"numOfSG", int8u},
                     {"actSG", int8u},
                     {"editSG", int8u},
                     {"cnfEdit", boolean},
                     {"lActTm", timestamp}});
    }

private:
    void add(model::Builder::Item item, const std::vector<Member>& members) {
        for (const Member& member : members) {
            b_.attribute(item, {.name = member.name, .fc = Fc::sr, .type = member.type});
        }
    }
    model::Builder& b_;
    model::Builder::Ln ln_;
};

inline model::Image tracking_image() {
    model::Builder b("IED1");
    server::testing::fill_report_station(b, {});
    const auto ld = b.logical_device({.name = "LD1"});
    const auto lln0 = b.logical_node(ld, {.ln_class = "LLN0"});
    const auto beh = b.data_object(lln0, "Beh", "ENS");
    b.attribute(beh, {.name = "stVal", .fc = Fc::st, .type = BasicType::enumerated});
    const auto set = b.data_object(lln0, "Level", "ING");
    b.attribute(set, {.name = "setVal", .fc = Fc::sp, .type = BasicType::int32});
    LtrkBuilder(b, b.logical_node(ld, {.ln_class = "LTRK", .inst = "1"})).all();
    b.setting_control(lln0, {.num_of_sg = 2});
    b.log_control(lln0,
                  {.name = "lcb1", .log_ref = "LD1/LLN0$log", .trg_ops = {true, false, false, false, false}});
    b.goose_control(lln0, {.name = "gcb", .go_id = "goose"});
    b.sampled_value_control(lln0, {.name = "msv", .sv_id = "stream", .smp_rate = 80});
    b.sampled_value_control(lln0, {.multicast = false, .name = "usv", .sv_id = "one"});
    b.data_set(
        lln0, "tracked",
        {object("LD1/LTRK1.SpcTrk[SR]"), object("LD1/LTRK1.GenTrk[SR]"), object("LD1/LTRK1.UrcbTrk[SR]"),
         object("LD1/LTRK1.BrcbTrk[SR]"), object("LD1/LTRK1.LocbTrk[SR]")});
    model::ReportControlSpec block;
    block.name = "urcbT";
    block.data_set = "tracked";
    block.rpt_id = "tracking";
    block.trg_ops = {false, false, true, false, false};
    block.opt_flds = {true, false, true, false, false, false, false, false, false};
    b.report_control(lln0, std::move(block));
    auto built = b.build();
    EXPECT_TRUE(built) << built.error().message();
    return std::move(built->image);
}

}  // namespace busbar::server::tracking::testing
