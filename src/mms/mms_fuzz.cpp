// SPDX-License-Identifier: Apache-2.0
#include "mms/mms_fuzz.hpp"

#include <algorithm>
#include <cstdlib>

#include "ber/walk.hpp"
#include "mms/dump.hpp"
#include "mms/services.hpp"

namespace busbar::mms {
namespace {

void require(bool promise) {
    if (!promise) std::abort();
}

bool same(Bytes a, Bytes b) {
    return std::ranges::equal(a, b);
}

/// Canonical form of a PDU that was accepted is accepted, and is its own canonical form.
void check_pdu(Bytes pdu) {
    BackWriter once;
    if (!recode(pdu, once)) {
        require(!dump(pdu).has_value());
        return;
    }
    require(dump(pdu).has_value() && dump_json(pdu).has_value());
    BackWriter twice;
    require(recode(once.bytes(), twice).has_value());
    require(same(once.bytes(), twice.bytes()));
}

template <class T>
int check_value(Bytes input) {
    const auto decoded = ber::decode<T>(input);
    if (!decoded) return 0;
    const ByteVector once = ber::encoded(*decoded);
    const auto again = ber::decode<T>(once);
    require(again.has_value());
    require(same(ber::encoded(*again), once));
    require(ber::dump(*again, "value") == ber::dump(*decoded, "value"));
    return 0;
}

}  // namespace

int fuzz_mms_pdu(const std::uint8_t* data, std::size_t size) {
    const Bytes pdu(data, size);
    check_pdu(pdu);
    // What a server would answer must be a PDU too, whatever came.
    ber::DecodeState state(pdu);
    Envelope envelope;
    if (!decode_envelope(pdu, envelope, state)) {
        if (const auto reject = reject_for(envelope, state)) {
            BackWriter writer;
            encode_reject(writer, *reject);
            require(dump(writer.bytes()).has_value());
        }
    }
    return 0;
}

int fuzz_mms_service(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    // An octet has room for 64 services, in two forms and two directions.
    const std::uint32_t choice = data[0];
    const Bytes body(data + 1, size - 1);
    std::uint32_t number = 0;
    for_each_service([&]<class Service>() {
        for (const bool constructed : {false, true}) {
            for (const PduKind kind : {PduKind::confirmed_request, PduKind::confirmed_response}) {
                if (number++ != choice) continue;
                BackWriter writer;
                writer.prepend_bytes(body);
                ber::encode_header(writer, ber::context_key(Service::tag), constructed, body.size());
                ber::encode(writer, std::uint32_t{1});
                ber::encode_header(writer, ber::context_key(static_cast<std::uint32_t>(kind)), true,
                                   writer.size());
                check_pdu(writer.bytes());
            }
        }
    });
    return 0;
}

int fuzz_mms_data(const std::uint8_t* data, std::size_t size) {
    return check_value<Data>({data, size});
}
int fuzz_mms_type_description(const std::uint8_t* data, std::size_t size) {
    return check_value<TypeDescription>({data, size});
}
int fuzz_mms_alternate_access(const std::uint8_t* data, std::size_t size) {
    return check_value<AlternateAccess>({data, size});
}

}  // namespace busbar::mms
