// SPDX-License-Identifier: Apache-2.0
#include "bench/answer_stream.hpp"

namespace busbar::bench {
namespace {

/// A reader of tags and lengths that gives up quietly: `rest` becomes empty.
struct Cursor {
    Bytes rest;

    /// Takes a tag of one octet and its length; the content may go beyond what is there.
    bool open(Octet tag) {
        if (rest.size() < 2 || rest[0] != tag) return false;
        return skip_length();
    }
    bool skip_length() {
        const std::size_t octets = rest[1] < 0x80 ? 0 : rest[1] & 0x7FU;
        if (rest.size() < 2 + octets) return false;
        rest = rest.subspan(2 + octets);
        return true;
    }
    /// An INTEGER of up to five octets under any tag of one octet.
    bool number(std::uint32_t& value) {
        if (rest.size() < 3 || rest[1] == 0 || rest[1] > 5 || rest.size() < 2U + rest[1]) return false;
        value = 0;
        const std::size_t octets = rest[1];
        for (std::size_t i = 0; i < octets; ++i) value = value << 8U | rest[2 + i];
        rest = rest.subspan(2 + octets);
        return true;
    }
};

/// Whether the first result of a read or write is a failure.
bool first_result_failed(Cursor service) {
    constexpr Octet read = 0xA4, write = 0xA5, failure = 0x80;
    if (service.rest.empty()) return false;
    if (service.rest[0] == write)
        return service.open(write) && !service.rest.empty() && service.rest[0] == failure;
    if (!service.open(read)) return false;
    // Without specificationWithResult, listOfAccessResult [1] comes first.
    return service.open(0xA1) && !service.rest.empty() && service.rest[0] == failure;
}

}  // namespace

Answer classify(Bytes tsdu) {
    using Kind = Answer::Kind;
    Answer answer;
    // Give tokens, data transfer; then user-data of presentation: fully encoded, one PDV list.
    constexpr std::array<Octet, 4> data_transfer{1, 0, 1, 0};
    if (tsdu.size() < 4 || !std::equal(data_transfer.begin(), data_transfer.end(), tsdu.begin())) {
        answer.kind = Kind::ended;
        return answer;
    }
    Cursor cursor{tsdu.subspan(4)};
    std::uint32_t context = 0;
    if (!cursor.open(0x61) || !cursor.open(0x30) || !cursor.number(context) || !cursor.open(0xA0))
        return answer;
    if (cursor.rest.size() < 2) return answer;
    const Octet pdu = cursor.rest[0];
    if (!cursor.skip_length()) return answer;
    switch (pdu) {
        case 0xA1:
            if (cursor.number(answer.invoke_id)) {
                answer.kind = first_result_failed(cursor) ? Kind::failed_result : Kind::response;
            }
            break;
        case 0xA2:
            if (cursor.number(answer.invoke_id)) answer.kind = Kind::error;
            break;
        case 0xA3: answer.kind = Kind::unconfirmed; break;
        case 0xA4:
            if (!cursor.rest.empty() && cursor.rest[0] == 0x80) cursor.number(answer.invoke_id);
            answer.kind = Kind::reject;
            break;
        default: answer.kind = Kind::ended; break;  // ACSE abort, conclude
    }
    return answer;
}

bool AnswerStream::begin(Bytes head) {
    if (!is_packet(head)) return false;
    constexpr Octet data_tpdu = 0xF0, end_of_tsdu = 0x80;
    const std::size_t start = 5U + head[4];
    if ((head[5] & 0xF0U) != data_tpdu || start > head.size()) {
        answer_.kind = Answer::Kind::ended;
        last_fragment_ = true;
        in_message_ = false;
        return true;
    }
    if (!in_message_) {
        const std::size_t end = std::min<std::size_t>(head.size(), packet_octets(head));
        answer_ = classify(head.subspan(start, end - std::min(end, start)));
    }
    last_fragment_ = (head[6] & end_of_tsdu) != 0;
    in_message_ = !last_fragment_;
    return true;
}

}  // namespace busbar::bench
