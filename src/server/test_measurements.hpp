// SPDX-License-Identifier: Apache-2.0
// For tests: a model of measured values with and without everything that dead bands look at, and a process
// over it.
#pragma once

#include "server/dead_band.hpp"
#include "server/test_client.hpp"
#include "server/test_station.hpp"

namespace busbar::server::testing::measured {

using model::Builder;
using model::Change;
using model::LeafId;
using model::Triggers;

inline constexpr Triggers dchg = Triggers::data_change;

/// What the measured values of a test have.
struct Shape {
    bool references = false;  ///< dbRef, zeroDbRef, dbAngRef (edition 2.1)
    bool range = true;        ///< rangeC and range
    bool with_db = true;
    bool with_db_ang = true;
    bool integers = false;  ///< i in place of f
};

inline void analogue(Builder& b, Builder::Item parent, std::string_view name, Fc fc, bool integer,
                     Triggers triggers = Triggers::none) {
    const auto item = b.structure(parent, {.name = name, .fc = fc, .triggers = triggers});
    if (integer) {
        b.attribute(item, {.name = "i", .type = BasicType::int32});
    } else {
        b.attribute(item, {.name = "f", .type = BasicType::float32});
    }
}

inline void range_config(Builder& b, Builder::Item parent, std::string_view name, double scale) {
    const auto config = b.structure(parent, {.name = name, .fc = Fc::cf});
    const std::pair<const char*, double> limits[] = {{"hhLim", 90},  {"hLim", 80},  {"lLim", -80},
                                                     {"llLim", -90}, {"min", -100}, {"max", 100}};
    for (const auto& [limit, value] : limits) {
        const auto item = b.structure(config, {.name = limit});
        b.value(b.attribute(item, {.name = "f", .type = BasicType::float32}), value * scale);
    }
    // 2.5 % of 200 = 5.
    b.value(b.attribute(config, {.name = "limDb", .type = BasicType::int32u}), 2500U);
}

inline void parameters(Builder& b, Builder::Item object, const Shape& shape) {
    const auto cf = [&](const char* name, BasicType type) {
        return b.attribute(object, {.name = name, .fc = Fc::cf, .type = type});
    };
    if (shape.with_db) cf("db", BasicType::int32u);
    cf("zeroDb", BasicType::int32u);
    if (!shape.references) return;
    cf("dbRef", BasicType::float32);
    cf("zeroDbRef", BasicType::float32);
}

inline void add_mv(Builder& b, Builder::Item object, const Shape& shape) {
    analogue(b, object, "instMag", Fc::mx, shape.integers);
    analogue(b, object, "mag", Fc::mx, shape.integers, dchg);
    if (shape.range) {
        b.attribute(object, {.name = "range", .fc = Fc::mx, .type = BasicType::enumerated, .triggers = dchg});
        range_config(b, object, "rangeC", 1);
    }
    add_q_t(b, object, Fc::mx);
    parameters(b, object, shape);
    if (shape.integers) {
        const auto scale = b.structure(object, {.name = "sVC", .fc = Fc::cf});
        b.attribute(scale, {.name = "scaleFactor", .type = BasicType::float32});
        b.attribute(scale, {.name = "offset", .type = BasicType::float32});
    }
}

inline void vector(Builder& b, Builder::Item object, std::string_view name,
                   Triggers triggers = Triggers::none) {
    const auto item = b.structure(object, {.name = name, .fc = Fc::mx, .triggers = triggers});
    analogue(b, item, "mag", Fc::none, false);
    analogue(b, item, "ang", Fc::none, false);
}

inline void add_cmv(Builder& b, Builder::Item object, const Shape& shape) {
    vector(b, object, "instCVal");
    vector(b, object, "cVal", dchg);
    b.attribute(object, {.name = "range", .fc = Fc::mx, .type = BasicType::enumerated, .triggers = dchg});
    b.attribute(object, {.name = "rangeAng", .fc = Fc::mx, .type = BasicType::enumerated, .triggers = dchg});
    add_q_t(b, object, Fc::mx);
    parameters(b, object, shape);
    if (shape.with_db_ang) b.attribute(object, {.name = "dbAng", .fc = Fc::cf, .type = BasicType::int32u});
    if (shape.references) b.attribute(object, {.name = "dbAngRef", .fc = Fc::cf, .type = BasicType::float32});
    range_config(b, object, "rangeC", 1);
}

inline model::Built measurements() {
    Builder b("IED1");
    const auto ld = b.logical_device({.name = "IED1LD0"});
    b.logical_node(ld, {.ln_class = "LLN0"});
    const auto mmxu = b.logical_node(ld, {.ln_class = "MMXU", .inst = "1"});
    add_mv(b, b.data_object(mmxu, "TotW", "MV"), {});
    add_mv(b, b.data_object(mmxu, "TotVAr", "MV"), {.references = true});
    add_mv(b, b.data_object(mmxu, "Hz", "MV"), {.range = false});
    add_mv(b, b.data_object(mmxu, "TotVA", "MV"), {.with_db = false});
    add_mv(b, b.data_object(mmxu, "TotPF", "MV"), {.integers = true});
    const auto a = b.data_object(mmxu, "A", "WYE");
    add_cmv(b, b.data_object(a, "phsA", "CMV"), {});
    add_cmv(b, b.data_object(a, "phsB", "CMV"), {.references = true});
    add_cmv(b, b.data_object(a, "phsC", "CMV"), {.with_db_ang = false});
    const auto mhai = b.logical_node(ld, {.ln_class = "MHAI", .inst = "1"});
    const auto ha = b.data_object(mhai, "HA", "HWYE");
    add_cmv(b, b.data_object(ha, "phsAHar", "CMV", 4), {});
    auto built = b.build();
    EXPECT_TRUE(built) << built.error().message();
    return *std::move(built);
}

struct Recorder : model::ChangeObserver {
    std::vector<LeafId> changed;
    int calls = 0;
    void on_changes(std::span<const Change> all, const Now& now) override {
        static_cast<void>(now);
        ++calls;
        changed.clear();
        for (const Change& change : all) changed.push_back(change.leaf);
    }
};

using Complex = std::pair<double, double>;

class DeadBandTest : public ::testing::Test {
protected:
    DeadBandTest() { process.add_observer(recorder); }

    LeafId leaf(const std::string& item) {
        const model::NodeId node = process.model().find("IED1LD0", item);
        EXPECT_NE(node, model::no_node) << item;
        return process.model().leaf_of(node);
    }
    /// Sets "MMXU1$" + each name in one transaction.
    template <class... T>
    void set(const T&... pairs) {
        auto transaction = process.begin();
        (static_cast<void>(transaction.set(leaf("MMXU1$" + std::string(pairs.first)), pairs.second)), ...);
        EXPECT_TRUE(transaction.commit(now));
        now.wall += std::chrono::seconds(1);
    }
    template <class T>
    void set(const char* item, T value) {
        set(std::pair(item, value));
    }
    double real(const char* item) { return process.image().float64(leaf("MMXU1$" + std::string(item))); }
    std::int64_t integer(const char* item) {
        return process.image().integer(leaf("MMXU1$" + std::string(item)));
    }
    Timestamp time(const char* item) { return process.image().timestamp(leaf("MMXU1$" + std::string(item))); }
    double total(double value) {
        set("MX$TotW$instMag$f", value);
        return real("MX$TotW$mag$f");
    }
    double reactive(double value) {
        set("MX$TotVAr$instMag$f", value);
        return real("MX$TotVAr$mag$f");
    }
    std::int64_t range(double value) {
        set("MX$TotW$instMag$f", value);
        return integer("MX$TotW$range");
    }
    Complex phase(const std::string& name, double magnitude, double angle) {
        const std::string path = "MX$A$" + name;
        set(std::pair(path + "$instCVal$mag$f", magnitude), std::pair(path + "$instCVal$ang$f", angle));
        return {real((path + "$cVal$mag$f").c_str()), real((path + "$cVal$ang$f").c_str())};
    }

    model::Process process{measurements().image};
    DeadBands bands{process};
    Recorder recorder;
    Now now = start_of_time();
};

}  // namespace busbar::server::testing::measured
