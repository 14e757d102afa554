// SPDX-License-Identifier: Apache-2.0
// What MMS costs on the way of a Read: 100 floats encoded and decoded (ns per value is the time over 100), a
// request for one value, an answer with one.
#include <benchmark/benchmark.h>

#include "mms/data_writer.hpp"
#include "mms/service/read.hpp"

namespace busbar::mms {
namespace {

constexpr std::size_t count = 100;

void produce_floats(const void* context, BackWriter& writer) {
    const auto* values = static_cast<const float*>(context);
    for (std::size_t i = count; i-- > 0;) put::float32(writer, values[i]);
}

std::array<float, count> values() {
    std::array<float, count> all{};
    for (std::size_t i = 0; i < count; ++i) all[i] = 0.1F * static_cast<float>(i);
    return all;
}

ByteVector answer_of_floats() {
    const auto floats = values();
    BackWriter writer;
    encode_response<Read>(writer, 7, {{}, ber::List<AccessResult>::produced(produce_floats, floats.data())});
    return {writer.bytes().begin(), writer.bytes().end()};
}

/// As a server does it: from its own storage straight into the message.
void produce_100_floats(benchmark::State& state) {
    const auto floats = values();
    BackWriter writer;
    for (auto _ : state) {
        writer.clear();
        encode_response<Read>(writer, 7,
                              {{}, ber::List<AccessResult>::produced(produce_floats, floats.data())});
        benchmark::DoNotOptimize(writer.bytes().data());
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(count));
}
BENCHMARK(produce_100_floats);

/// From Data that exist already.
void encode_100_floats(benchmark::State& state) {
    std::vector<AccessResult> results;
    for (const float value : values()) results.push_back({Data{FloatingPoint(value)}});
    BackWriter writer;
    for (auto _ : state) {
        writer.clear();
        encode_response<Read>(writer, 7, {{}, ber::List<AccessResult>(results)});
        benchmark::DoNotOptimize(writer.bytes().data());
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(count));
}
BENCHMARK(encode_100_floats);

/// The whole PDU checked, then every value looked at.
void decode_100_floats(benchmark::State& state) {
    const ByteVector pdu = answer_of_floats();
    for (auto _ : state) {
        ber::DecodeState decoding(pdu);
        Envelope envelope;
        ReadResponse response;
        if (!decode_envelope(pdu, envelope, decoding) ||
            !decode_response<Read>(envelope, response, decoding)) {
            state.SkipWithError("not decoded");
            return;
        }
        float sum = 0;
        for (const AccessResult result : response.results) {
            if (const Data* data = result.data()) {
                if (const auto* number = data->get_if<FloatingPoint>()) sum += number->as_float();
            }
        }
        benchmark::DoNotOptimize(sum);
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(count));
}
BENCHMARK(decode_100_floats);

/// The check alone: what a server pays for a Write's values before it looks at them.
void check_100_floats(benchmark::State& state) {
    const ByteVector pdu = answer_of_floats();
    for (auto _ : state) {
        ber::DecodeState decoding(pdu);
        Envelope envelope;
        ReadResponse response;
        benchmark::DoNotOptimize(decode_envelope(pdu, envelope, decoding) &&
                                 decode_response<Read>(envelope, response, decoding));
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(count));
}
BENCHMARK(check_100_floats);

void decode_read_request(benchmark::State& state) {
    const ListEntry entries[] = {{{ObjectName{DomainSpecific{"IED1LD0", "MMXU1$MX$TotW$mag$f"}}}, {}}};
    BackWriter writer;
    encode_request<Read>(writer, 7, {false, {ber::List<ListEntry>(entries)}});
    const ByteVector pdu(writer.bytes().begin(), writer.bytes().end());
    for (auto _ : state) {
        ber::DecodeState decoding(pdu);
        Envelope envelope;
        ReadRequest request;
        if (!decode_envelope(pdu, envelope, decoding) || !decode_request<Read>(envelope, request, decoding)) {
            state.SkipWithError("not decoded");
            return;
        }
        for (const ListEntry entry : *request.variables.variables()) {
            benchmark::DoNotOptimize(entry.variable.name()->domain()->item.text.data());
        }
    }
}
BENCHMARK(decode_read_request);

void answer_one_float(benchmark::State& state) {
    BackWriter writer;
    const float value = 50.02F;
    const auto produce = [](const void* context, BackWriter& out) {
        put::float32(out, *static_cast<const float*>(context));
    };
    for (auto _ : state) {
        writer.clear();
        encode_response<Read>(writer, 7, {{}, ber::List<AccessResult>::produced(produce, &value)});
        benchmark::DoNotOptimize(writer.bytes().data());
    }
}
BENCHMARK(answer_one_float);

}  // namespace
}  // namespace busbar::mms
