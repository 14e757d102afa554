// SPDX-License-Identifier: Apache-2.0
// What report control blocks cost a process that sets values: none while nobody has enabled them, and as much
// as there are blocks that buffer. And the memory of a block.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "model/builder.hpp"
#include "server/report/reports.hpp"
#include "server/server.hpp"

namespace {

using namespace busbar;         // NOLINT: a benchmark
using namespace busbar::model;  // NOLINT

constexpr int values = 100;

struct Blocks {
    bool buffered = false;
    int count = 0;
};

/// 100 measured values in one data set, and so many control blocks on it.
server::Server make_server(const Blocks& blocks) {
    Builder b("BENCH");
    const auto ld = b.logical_device({.name = "LD0"});
    const auto lln0 = b.logical_node(ld, {.ln_class = "LLN0"});
    const auto ln = b.logical_node(ld, {.ln_class = "MMXU", .inst = "1"});
    std::vector<ObjectReference> members;
    for (int i = 0; i < values; ++i) {
        const std::string name = "Val" + std::to_string(i);
        const auto mv = b.data_object(ln, name, "MV");
        const auto mag = b.structure(mv, {.name = "mag", .fc = Fc::mx, .triggers = Triggers::data_change});
        b.attribute(mag, {.name = "f", .type = BasicType::float32});
        members.push_back(*ObjectReference::parse("LD0/MMXU1." + name + ".mag.f[MX]"));
    }
    b.data_set(lln0, "all", std::move(members));
    for (int i = 0; i < blocks.count; ++i) {
        ReportControlSpec spec;
        spec.buffered = blocks.buffered;
        spec.name = "cb" + std::to_string(i);
        spec.data_set = "all";
        spec.trg_ops.data_change = true;
        b.report_control(lln0, std::move(spec));
    }
    return server::Server(std::move(b.build()->image), {});
}

/// All 100 values set and committed, with so many blocks defined and none enabled.
void update(benchmark::State& state, bool buffered) {
    server::Server server = make_server({buffered, static_cast<int>(state.range(0))});
    std::vector<LeafId> leaves;
    for (int i = 0; i < values; ++i) {
        const NodeId node = server.model().find("LD0", "MMXU1$MX$Val" + std::to_string(i) + "$mag$f");
        leaves.push_back(server.model().leaf_of(node));
    }
    float value = 0;
    Now now{TimePoint(std::chrono::seconds(1)), WallTime(std::chrono::seconds(1'700'000'000))};
    for (auto _ : state) {
        value += 1;
        now.monotonic += std::chrono::microseconds(100);
        now.wall += std::chrono::microseconds(100);
        auto t = server.process().begin();
        for (const LeafId leaf : leaves) t.set(leaf, value);
        benchmark::DoNotOptimize(t.commit(now));
    }
    state.SetItemsProcessed(state.iterations() * values);
    if (state.range(0) != 0) {
        state.counters["octets_per_block"] =
            static_cast<double>(server.reports().memory_octets()) / static_cast<double>(state.range(0));
    }
}

void update_with_unbuffered_blocks(benchmark::State& state) {
    update(state, false);
}
void update_with_buffering_blocks(benchmark::State& state) {
    update(state, true);
}
BENCHMARK(update_with_unbuffered_blocks)->Arg(0)->Arg(10)->Arg(100);
BENCHMARK(update_with_buffering_blocks)->Arg(1)->Arg(10)->Arg(100);

}  // namespace
