// SPDX-License-Identifier: Apache-2.0
// For tests: a logical node as a client would find it.
#pragma once

#include "client/model_data.hpp"

namespace busbar::program {

/// LD0/MMXU1 with
///   MX  TotW   {mag {f}, q, t};  PhV {phsA {cVal {mag {f}, ang {f}}, q, t}};  HA {phsAHar [4] {cVal {mag
///   {f}}, q}} ST  Beh    {stVal, q, t};    Pos {origin {orCat, orIdent}, stVal (2 bits), q, t} CF  TotW {db,
///   units {SIUnit, multiplier}};  Pos {ctlModel} RP  urcb01 {RptEna, OptFlds, TrgOps, EntryID}
inline RemoteModel sample_model() {
    client::ModelBuilder b({});
    const auto leaf = [&](const char* name, MmsType type, Fc fc, std::int32_t extent = 0) {
        b.open(name, NodeKind::data, type, fc, extent);
        b.close();
    };
    const auto open = [&](const char* name, Fc fc, NodeKind kind = NodeKind::data) {
        b.open(name, kind, MmsType::structure, fc);
    };
    const auto quality_and_time = [&](Fc fc) {
        leaf("q", MmsType::bit_string, fc, -13);
        leaf("t", MmsType::utc_time, fc);
    };
    const auto floating = [&](const char* name, Fc fc) {
        open(name, fc);
        leaf("f", MmsType::floating_point, fc, 32);
        b.close();
    };
    open("MMXU1", Fc::none, NodeKind::logical_node);

    open("ST", Fc::st, NodeKind::constraint);
    open("Beh", Fc::st);
    leaf("stVal", MmsType::integer, Fc::st, 8);
    quality_and_time(Fc::st);
    b.close();
    open("Pos", Fc::st);
    open("origin", Fc::st);
    leaf("orCat", MmsType::integer, Fc::st, 8);
    leaf("orIdent", MmsType::octet_string, Fc::st, -64);
    b.close();
    leaf("stVal", MmsType::bit_string, Fc::st, 2);
    quality_and_time(Fc::st);
    b.close();
    b.close();

    open("MX", Fc::mx, NodeKind::constraint);
    open("TotW", Fc::mx);
    floating("mag", Fc::mx);
    quality_and_time(Fc::mx);
    b.close();
    open("PhV", Fc::mx);
    open("phsA", Fc::mx);
    open("cVal", Fc::mx);
    floating("mag", Fc::mx);
    floating("ang", Fc::mx);
    b.close();
    quality_and_time(Fc::mx);
    b.close();
    b.close();
    open("HA", Fc::mx);
    b.open("phsAHar", NodeKind::data, MmsType::array, Fc::mx, 4);
    open("", Fc::mx, NodeKind::element);
    open("cVal", Fc::mx);
    floating("mag", Fc::mx);
    b.close();
    leaf("q", MmsType::bit_string, Fc::mx, -13);
    b.close();
    b.close();
    b.close();
    b.close();

    open("CF", Fc::cf, NodeKind::constraint);
    open("TotW", Fc::cf);
    leaf("db", MmsType::unsigned_integer, Fc::cf, 32);
    open("units", Fc::cf);
    leaf("SIUnit", MmsType::integer, Fc::cf, 8);
    leaf("multiplier", MmsType::integer, Fc::cf, 8);
    b.close();
    b.close();
    open("Pos", Fc::cf);
    leaf("ctlModel", MmsType::integer, Fc::cf, 8);
    b.close();
    b.close();

    open("RP", Fc::rp, NodeKind::constraint);
    open("urcb01", Fc::rp);
    leaf("RptEna", MmsType::boolean, Fc::rp);
    leaf("OptFlds", MmsType::bit_string, Fc::rp, -10);
    leaf("TrgOps", MmsType::bit_string, Fc::rp, -6);
    leaf("EntryID", MmsType::octet_string, Fc::rp, 8);
    b.close();
    b.close();

    b.close();
    return b.described("LD0", {});
}

/// The same one for all tests that only look at it.
inline const RemoteModel& model() {
    static const RemoteModel sample = sample_model();
    return sample;
}

}  // namespace busbar::program
