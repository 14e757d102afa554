// SPDX-License-Identifier: Apache-2.0
// Finds the answers in the octets of one connection with the least that is needed: the frames of TPKT and
// COTP, and of each message the kind of PDU, the invokeID and the first result. Nothing is copied but the
// head of a message that is torn between two portions. It does not check what it does not use: for load, not
// for conformance.
#pragma once

#include <algorithm>
#include <array>
#include <cstring>

#include "base/bytes.hpp"

namespace busbar::bench {

struct Answer {
    enum class Kind : std::uint8_t {
        response,       ///< confirmed-Response; its first result is a success
        failed_result,  ///< confirmed-Response whose first result is a DataAccessError
        error,          ///< confirmed-Error
        reject,         ///< RejectPDU
        unconfirmed,    ///< a report: nobody waits for it
        ended,          ///< the association is over: abort, disconnect, release
        unreadable,
    };
    Kind kind = Kind::unreadable;
    std::uint32_t invoke_id = 0;
};

/// What a message is, from its first octets: of the TSDU, that is session and what follows. As much of it as
/// fits AnswerStream's head is enough.
Answer classify(Bytes tsdu);

class AnswerStream {
public:
    /// Calls `on_answer(Answer)` for each message that ends in `octets`. False when the stream is not TPKT.
    template <class Function>
    bool feed(Bytes octets, Function&& on_answer) {
        while (!octets.empty()) {
            if (skip_ > 0) {
                const std::size_t n = std::min<std::size_t>(skip_, octets.size());
                skip_ -= static_cast<std::uint32_t>(n);
                octets = octets.subspan(n);
                if (skip_ == 0 && last_fragment_) on_answer(answer_);
                continue;
            }
            // In place where the head of a packet lies whole in this portion, else gathered.
            Bytes head = octets;
            if (have_ > 0 || octets.size() < head_octets(octets)) {
                const std::size_t wanted = have_ < 4 ? 4 : head_octets({head_.data(), have_});
                const std::size_t n = std::min(wanted - have_, octets.size());
                std::memcpy(head_.data() + have_, octets.data(), n);
                have_ += n;
                octets = octets.subspan(n);
                if (have_ < 4 || have_ < head_octets({head_.data(), have_})) {
                    if (have_ >= 4 && !is_packet({head_.data(), have_})) return false;
                    continue;
                }
                head = {head_.data(), have_};
                if (!begin(head)) return false;
                skip_ = packet_octets(head) - static_cast<std::uint32_t>(have_);
                have_ = 0;
            } else {
                if (!begin(head)) return false;
                const std::size_t n = head_octets(head);
                skip_ = packet_octets(head) - static_cast<std::uint32_t>(n);
                octets = octets.subspan(n);
            }
            if (skip_ == 0 && last_fragment_) on_answer(answer_);
        }
        return true;
    }

private:
    static constexpr std::size_t max_head = 64;

    static std::uint32_t packet_octets(Bytes head) { return head[2] * 256U + head[3]; }
    /// Octets of the packet that must be there before it can be classified.
    static std::size_t head_octets(Bytes octets) {
        return octets.size() < 4 ? max_head : std::clamp<std::size_t>(packet_octets(octets), 4, max_head);
    }
    static bool is_packet(Bytes head) { return head[0] == 3 && packet_octets(head) >= 7; }
    bool begin(Bytes head);

    std::array<Octet, max_head> head_{};
    std::size_t have_ = 0;    ///< octets in head_
    std::uint32_t skip_ = 0;  ///< octets of the packet that are still to come
    bool last_fragment_ = true;
    bool in_message_ = false;
    Answer answer_;
};

}  // namespace busbar::bench
