// SPDX-License-Identifier: Apache-2.0
#include "bench/request.hpp"

namespace busbar::bench {
namespace {

Result<ByteVector> encoded(stack::Association& association, const EncodeRequest& encode, std::uint32_t id) {
    encode(association.begin(), id);
    if (auto sent = association.send(); !sent) return fail(std::move(sent).error());
    ByteVector octets;
    association.take_output(octets);
    return octets;
}

}  // namespace

Result<Request> Request::make(stack::Association& association, const EncodeRequest& encode) {
    // Encoded with two numbers that differ in both octets: where the octets differ, there the invokeID is.
    constexpr std::uint32_t one = first_id + 0x0001, other = first_id + 0x3EFE;
    auto a = encoded(association, encode, one);
    if (!a) return fail(std::move(a).error());
    auto b = encoded(association, encode, other);
    if (!b) return fail(std::move(b).error());
    Request request;
    request.octets_ = std::move(*a);
    std::size_t differences = 0;
    if (request.octets_.size() == b->size()) {
        for (std::size_t i = b->size(); i-- > 0;) {
            if (request.octets_[i] == (*b)[i]) continue;
            request.id_at_ = i;
            ++differences;
        }
    }
    if (differences != 2) return fail(Fault::misuse, "the request has no invokeID of two octets");
    return request;
}

}  // namespace busbar::bench
