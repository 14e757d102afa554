// SPDX-License-Identifier: Apache-2.0
// A request as octets of the stream, from TPKT down, whose invokeID is changed in place.
#pragma once

#include <functional>

#include "base/back_writer.hpp"
#include "base/bytes.hpp"
#include "stack/association.hpp"

namespace busbar::bench {

/// Prepends the whole MMS PDU of a request with that invokeID.
using EncodeRequest = std::function<void(BackWriter& writer, std::uint32_t invoke_id)>;

class Request {
public:
    /// All invokeIDs have two octets: from `first_id` on, `ids` of them.
    static constexpr std::uint32_t first_id = 0x0100;
    static constexpr std::uint32_t ids = 0x4000;

    /// Encoded by an open association, of which the negotiated presentation context and sizes come. Errors:
    /// limit where it does not fit the PDU size.
    static Result<Request> make(stack::Association& association, const EncodeRequest& encode);

    [[nodiscard]] const ByteVector& octets() const { return octets_; }
    /// Where the invokeID is in octets().
    [[nodiscard]] std::size_t id_at() const { return id_at_; }
    friend bool operator==(const Request&, const Request&) = default;

    /// Sets the invokeID of a copy of octets().
    void patch(Octet* copy, std::uint32_t id) const {
        copy[id_at_] = static_cast<Octet>(id >> 8U);
        copy[id_at_ + 1] = static_cast<Octet>(id & 0xFFU);
    }

private:
    ByteVector octets_;
    std::size_t id_at_ = 0;
};

}  // namespace busbar::bench
