// SPDX-License-Identifier: Apache-2.0
// The model's costs: compiling 50,000 attributes, finding by name, setting values with and without listeners.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "model/builder.hpp"
#include "model/names.hpp"
#include "model/transaction.hpp"

namespace {

using namespace busbar;         // NOLINT: a benchmark
using namespace busbar::model;  // NOLINT

/// 200 logical nodes of 50 measured values, five leaves each.
Built build() {
    Builder b("BIG");
    const auto ld = b.logical_device({.name = "BIGLD0"});
    for (int n = 0; n < 200; ++n) {
        const auto ln = b.logical_node(ld, {.ln_class = "MMXU", .inst = std::to_string(n + 1)});
        for (int o = 0; o < 50; ++o) {
            const auto mv = b.data_object(ln, "Val" + std::to_string(o), "MV");
            const auto mag =
                b.structure(mv, {.name = "mag", .fc = Fc::mx, .triggers = Triggers::data_change});
            b.value(b.attribute(mag, {.name = "f", .type = BasicType::float32}), 1.0F);
            b.attribute(mv, {.name = "q",
                             .fc = Fc::mx,
                             .type = BasicType::quality,
                             .triggers = Triggers::quality_change});
            b.attribute(mv, {.name = "t", .fc = Fc::mx, .type = BasicType::timestamp});
            b.value(b.attribute(mv, {.name = "db", .fc = Fc::cf, .type = BasicType::int32u}), 1000U);
            b.value(b.attribute(mv, {.name = "zeroDb", .fc = Fc::cf, .type = BasicType::int32u}), 10U);
        }
    }
    return std::move(b.build()).value();
}

void compile_50k(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(build());
    const Built built = build();
    const auto octets = built.model->memory_octets() + built.model->image_octets();
    state.counters["octets_per_attribute"] =
        static_cast<double>(octets) / static_cast<double>(built.model->leaves().size());
}
BENCHMARK(compile_50k)->Unit(benchmark::kMillisecond);

void find_by_name(benchmark::State& state) {
    const Built built = build();
    std::vector<std::string> items;
    NameWalk walk(*built.model, built.model->logical_devices()[0]);
    while (walk.next()) items.emplace_back(walk.name());
    std::size_t at = 0;
    for (auto _ : state) {
        at = (at + 7919) % items.size();
        benchmark::DoNotOptimize(built.model->find("BIGLD0", items[at]));
    }
}
BENCHMARK(find_by_name);

struct Listener : ChangeObserver {
    void on_changes(std::span<const Change> changes, const Now& /*now*/) override { heard += changes.size(); }
    std::size_t heard = 0;
};

/// 100 values with quality and time in one transaction; the argument tells whether someone listens.
void set_values(benchmark::State& state) {
    Built built = build();
    const auto model = built.model;
    Process process(std::move(built.image));
    Listener listener;
    process.add_observer(listener);
    if (state.range(0) != 0) process.watch(model->logical_devices()[0]);
    std::vector<Signal> signals;
    for (int n = 1; n <= 100; ++n) {
        signals.push_back(
            model->signal(model->find("BIGLD0", "MMXU" + std::to_string(n) + "$MX$Val7")).value());
    }
    float value = 0;
    for (auto _ : state) {
        value += 1;
        auto t = process.begin();
        for (const Signal& signal : signals) t.set(signal, value).quality(good).time(Timestamp{});
        benchmark::DoNotOptimize(t.commit());
    }
    state.SetItemsProcessed(state.iterations() * 300);
    benchmark::DoNotOptimize(listener.heard);
}
BENCHMARK(set_values)->Arg(0)->Arg(1);

}  // namespace
