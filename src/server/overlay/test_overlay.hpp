// SPDX-License-Identifier: Apache-2.0
// For tests: models with modes, substitution and blocking, and processes over them.
#pragma once

#include <tuple>

#include "server/dead_band.hpp"
#include "server/overlay/overlay.hpp"
#include "server/test_client.hpp"
#include "server/test_station.hpp"

namespace busbar::server::testing::overlaid {

using model::Builder;
using model::LeafId;
using model::Triggers;

inline constexpr Triggers dchg = Triggers::data_change;
inline constexpr Triggers dupd = Triggers::data_update;

inline void triggered_q_t(Builder& b, Builder::Item object, Fc fc) {
    b.attribute(object,
                {.name = "q", .fc = fc, .type = BasicType::quality, .triggers = Triggers::quality_change});
    b.attribute(object, {.name = "t", .fc = fc, .type = BasicType::timestamp});
}

/// The value in subVal, subMag or subCVal, and the rest of SV.
template <class AddValue>
void substitutable(Builder& b, Builder::Item object, AddValue add_value) {
    b.attribute(object, {.name = "subEna", .fc = Fc::sv, .type = BasicType::boolean});
    add_value();
    b.attribute(object, {.name = "subQ", .fc = Fc::sv, .type = BasicType::quality});
    b.attribute(object, {.name = "subID", .fc = Fc::sv, .type = BasicType::vis_string64});
}
inline void blockable(Builder& b, Builder::Item object) {
    b.attribute(object, {.name = "blkEna", .fc = Fc::bl, .type = BasicType::boolean});
}

/// An object with stVal; `with` has S for SV, B for BL.
inline void status(Builder& b, Builder::Ln ln, std::string_view name, BasicType type, std::string_view with,
                   Triggers triggers = dchg) {
    const auto object = b.data_object(ln, name, "SPS");
    b.attribute(object, {.name = "stVal", .fc = Fc::st, .type = type, .triggers = triggers});
    triggered_q_t(b, object, Fc::st);
    if (with.find('S') != std::string_view::npos) {
        substitutable(b, object,
                      [&] { b.attribute(object, {.name = "subVal", .fc = Fc::sv, .type = type}); });
    }
    if (with.find('B') != std::string_view::npos) blockable(b, object);
}

inline void mode(Builder& b, Builder::Ln ln, std::string_view name, int value,
                 BasicType type = BasicType::enumerated) {
    const auto object = b.data_object(ln, name, "ENS");
    const auto number =
        b.attribute(object, {.name = "stVal", .fc = Fc::st, .type = type, .triggers = dchg | dupd});
    if (value != 0) b.value(number, value);
    triggered_q_t(b, object, Fc::st);
}

/// Instantaneous values have none.
inline bool with_triggers(std::string_view name, Fc fc) {
    return fc == Fc::mx && !name.starts_with("inst");
}
inline void analogue(Builder& b, Builder::Item parent, std::string_view name, Fc fc, bool with_i = false) {
    const auto item = b.structure(
        parent, {.name = name, .fc = fc, .triggers = with_triggers(name, fc) ? dchg | dupd : Triggers::none});
    if (with_i) b.attribute(item, {.name = "i", .type = BasicType::int32});
    b.attribute(item, {.name = "f", .type = BasicType::float32});
}
inline void vector(Builder& b, Builder::Item parent, std::string_view name, Fc fc) {
    const auto item = b.structure(
        parent, {.name = name, .fc = fc, .triggers = with_triggers(name, fc) ? dchg : Triggers::none});
    for (const char* part : {"mag", "ang"}) {
        const auto value = b.structure(item, {.name = part});
        b.attribute(value, {.name = "f", .type = BasicType::float32});
    }
}
inline void complex(Builder& b, Builder::Item object) {
    vector(b, object, "instCVal", Fc::mx);
    vector(b, object, "cVal", Fc::mx);
    triggered_q_t(b, object, Fc::mx);
    substitutable(b, object, [&] { vector(b, object, "subCVal", Fc::sv); });
    blockable(b, object);
}
inline void with_transit(Builder& b, Builder::Item object, std::string_view name, Fc fc) {
    const auto item =
        b.structure(object, {.name = name, .fc = fc, .triggers = fc == Fc::st ? dchg : Triggers::none});
    b.attribute(item, {.name = "posVal", .type = BasicType::int8});
    b.attribute(item, {.name = "transInd", .type = BasicType::boolean});
}

inline void measured(Builder& b, Builder::Ln mmxu) {
    const auto power = b.data_object(mmxu, "TotW", "MV");
    analogue(b, power, "instMag", Fc::mx);
    analogue(b, power, "mag", Fc::mx);
    triggered_q_t(b, power, Fc::mx);
    b.attribute(power, {.name = "db", .fc = Fc::cf, .type = BasicType::int32u});
    substitutable(b, power, [&] { analogue(b, power, "subMag", Fc::sv); });
    blockable(b, power);
    const auto factor = b.data_object(mmxu, "TotPF", "MV");  // i has no substitute
    analogue(b, factor, "mag", Fc::mx, true);
    triggered_q_t(b, factor, Fc::mx);
    substitutable(b, factor, [&] { analogue(b, factor, "subMag", Fc::sv); });
    const auto a = b.data_object(mmxu, "A", "WYE");
    complex(b, b.data_object(a, "phsA", "CMV"));
    complex(b, b.data_object(a, "phsB", "CMV"));
    complex(b, b.data_object(a, "har", "CMV", 3));
}

/// LD0: LLN0 with Mod; GGIO1 with Mod of its own; XCBR1, MMXU1 with Beh alone; LPHD1; PTRC1 without either.
/// LD1: LLN0 and GGIO1 with Beh and no Mod, GGIO2 with Mod of edition 1. Data set events of all of
/// GGIO1.Ind1, GGIO1.Cnt and MMXU1.TotW, and the control block urcb01 on it.
inline void fill(Builder& b) {
    b.identity.edition = model::Edition::ed2;
    const auto ld = b.logical_device({.name = "LD0"});
    const auto lln0 = b.logical_node(ld, {.ln_class = "LLN0"});
    mode(b, lln0, "Mod", 1);
    mode(b, lln0, "Beh", 0);
    const auto lphd = b.logical_node(ld, {.ln_class = "LPHD", .inst = "1"});
    status(b, lphd, "PhyHealth", BasicType::enumerated, "");
    const auto ggio = b.logical_node(ld, {.ln_class = "GGIO", .inst = "1"});
    mode(b, ggio, "Mod", 0);
    mode(b, ggio, "Beh", 0);
    status(b, ggio, "Ind1", BasicType::boolean, "SB");
    status(b, ggio, "Ind2", BasicType::boolean, "");
    status(b, ggio, "Ind3", BasicType::boolean, "B");
    status(b, ggio, "Cnt", BasicType::int32, "S", dchg | dupd);
    const auto xcbr = b.logical_node(ld, {.ln_class = "XCBR", .inst = "1"});
    mode(b, xcbr, "Beh", 0);
    status(b, xcbr, "Pos", BasicType::dbpos, "SB");
    const auto tap = b.data_object(xcbr, "TapChg", "BSC");
    with_transit(b, tap, "valWTr", Fc::st);
    triggered_q_t(b, tap, Fc::st);
    substitutable(b, tap, [&] { with_transit(b, tap, "subVal", Fc::sv); });
    const auto set_point = b.data_object(xcbr, "AnOut", "APC");
    analogue(b, set_point, "mxVal", Fc::mx);
    triggered_q_t(b, set_point, Fc::mx);
    substitutable(b, set_point, [&] { analogue(b, set_point, "subVal", Fc::sv); });
    const auto mmxu = b.logical_node(ld, {.ln_class = "MMXU", .inst = "1"});
    mode(b, mmxu, "Beh", 0);
    measured(b, mmxu);
    const auto ptrc = b.logical_node(ld, {.ln_class = "PTRC", .inst = "1"});
    status(b, ptrc, "Tr", BasicType::boolean, "");
    b.data_set(lln0, "events",
               {object("LD0/GGIO1.Ind1[ST]"), object("LD0/GGIO1.Cnt[ST]"), object("LD0/MMXU1.TotW[MX]")});
    model::ReportControlSpec block;
    block.name = "urcb01";
    block.rpt_id = "r";
    block.data_set = "events";
    block.trg_ops = {true, true, true, false, true};
    block.opt_flds.reason_for_inclusion = true;
    block.conf_rev = 1;
    b.report_control(lln0, block);

    const auto other = b.logical_device({.name = "LD1"});
    const auto other_lln0 = b.logical_node(other, {.ln_class = "LLN0"});
    mode(b, other_lln0, "Beh", 3);
    const auto first = b.logical_node(other, {.ln_class = "GGIO", .inst = "1"});
    mode(b, first, "Beh", 1);
    status(b, first, "Ind1", BasicType::boolean, "");
    const auto second = b.logical_node(other, {.ln_class = "GGIO", .inst = "2"});
    mode(b, second, "Mod", 5, BasicType::int32);
    mode(b, second, "Beh", 0, BasicType::int32);
    status(b, second, "Ind1", BasicType::boolean, "");
    const auto third = b.logical_node(other, {.ln_class = "GGIO", .inst = "3"});
    status(b, third, "Ind1", BasicType::boolean, "");
}

inline model::Image image() {
    Builder b("");
    fill(b);
    auto built = b.build();
    EXPECT_TRUE(built) << built.error().message();
    return std::move(built->image);
}

struct Recorder : model::ChangeObserver {
    std::vector<std::pair<LeafId, Triggers>> changes;
    int calls = 0;
    void on_changes(std::span<const model::Change> all, const Now& /*now*/) override {
        ++calls;
        for (const model::Change& change : all) changes.emplace_back(change.leaf, change.triggers);
    }
};

/// Items without a domain are in LD0. Every set() is one transaction, a second after the one before.
template <class Base>
class Station : public Base {
public:
    [[nodiscard]] LeafId leaf(std::string_view item) {
        const auto slash = item.find('/');
        const auto domain = slash == std::string_view::npos ? "LD0" : item.substr(0, slash);
        if (slash != std::string_view::npos) item.remove_prefix(slash + 1);
        const LeafId id = this->process().model().leaf_of(this->process().model().find(domain, item));
        EXPECT_NE(id, model::no_leaf) << item;
        return id;
    }
    template <class... T>
    void set(const T&... pairs) {
        now.wall += std::chrono::seconds(1);
        auto transaction = this->process().begin();
        (static_cast<void>(transaction.set(leaf(pairs.first), pairs.second)), ...);
        EXPECT_TRUE(transaction.commit(now));
    }
    template <class T>
    void set(const char* item, T value) {
        set(std::pair(item, value));
    }
    std::int64_t integer(std::string_view item) { return this->process().image().integer(leaf(item)); }
    bool boolean(std::string_view item) { return this->process().image().boolean(leaf(item)); }
    double real(std::string_view item) { return this->process().image().float64(leaf(item)); }
    Quality quality(std::string_view item) { return this->process().image().quality(leaf(item)); }
    Timestamp time(std::string_view item) { return this->process().image().timestamp(leaf(item)); }
    std::string text(std::string_view item) { return std::string(this->process().image().text(leaf(item))); }
    /// Seconds of the last set().
    [[nodiscard]] Timestamp last() const { return Timestamp::from(now.wall); }

    Now now = start_of_time();
};

struct Processed : ::testing::Test {
    Processed() { process_.add_observer(recorder); }
    model::Process& process() { return process_; }
    model::Process process_{image()};
    DeadBands bands{process_};
    Overlay overlay{process_};
    Recorder recorder;
};

class OverlayTest : public Station<Processed> {
protected:
    /// Of all logical devices, from here on.
    void watch() {
        for (const model::NodeId device : process_.model().logical_devices()) process_.watch(device);
        recorder = {};
    }
    /// "stVal dchg, q qchg": the changes since watch() or the last call, each by its last name, "again" for
    /// those that were told more than once.
    std::string told() {
        std::string text;
        for (const auto& [id, triggers] : recorder.changes) {
            std::string item = process_.model().item_id(process_.model().leaf(id).node);
            std::string line = item.substr(item.find('$', item.find('$') + 1) + 1);
            if (any(triggers & dchg)) line += " dchg";
            if (any(triggers & Triggers::quality_change)) line += " qchg";
            if (any(triggers & dupd)) line += " dupd";
            text += (text.empty() ? "" : ", ") + line;
        }
        recorder.changes.clear();
        return text;
    }
};

inline constexpr Quality questionable{Validity::questionable};
inline constexpr Quality invalid{Validity::invalid};

}  // namespace busbar::server::testing::overlaid
