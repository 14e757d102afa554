// SPDX-License-Identifier: Apache-2.0
#include "client/report_fuzz.hpp"

#include "client/report_stream.hpp"
#include "mms/pdu.hpp"

namespace busbar::client {

int fuzz_report(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    SubscriptionOptions options;
    options.queue_octets = 4096;
    std::size_t seen = 0;
    // The first octet says how large the data set is, and whether reports are taken at once.
    ReportCallback callback;
    if ((data[0] & 1U) != 0) callback = [&](const Report& report) { seen += report.values.size(); };
    ReportStream stream("LD/LN.r", options, callback);
    ReportStream::Epoch epoch;
    epoch.identity.buffered = (data[0] & 2U) != 0;
    if ((data[0] & 4U) != 0) epoch.members = MemberTable::of_size(data[0] >> 3U);
    stream.begin(std::move(epoch));
    // Then messages, each after its length.
    Bytes rest(data + 1, size - 1);
    while (rest.size() > 2) {
        const std::size_t length =
            std::min<std::size_t>(std::size_t{rest[0]} << 8U | rest[1], rest.size() - 2);
        const ByteVector message(rest.begin() + 2, rest.begin() + 2 + static_cast<std::ptrdiff_t>(length));
        rest = rest.subspan(2 + length);
        mms::Envelope envelope;
        ber::DecodeState state(message);
        Bytes results;
        if (!mms::decode_envelope(message, envelope, state) ||
            !is_report(envelope.service.content, results)) {
            continue;
        }
        ReportFrame frame;
        if (!read_frame(results, frame, state)) continue;
        stream.deliver(results, frame);
    }
    while (const Report* const report = stream.next()) {
        for (const ReportedValue& value : report->values) {
            seen += value.reference().size() + value.value.text().size();
            seen += value.quality() ? 1U : 0U;
            seen += value.time() ? 1U : 0U;
        }
    }
    return 0;
}

}  // namespace busbar::client
