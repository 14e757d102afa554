// SPDX-License-Identifier: Apache-2.0
// Golden octets of MMS services (tests/golden/mms) for the tests of each service: decoded into the service's
// types, and compared with what they are encoded to.
#pragma once

#include <gtest/gtest.h>

#include "mms/pdu.hpp"
#include "support/golden.hpp"

namespace busbar::test {

/// The octets of a case of tests/golden/mms/FILE.txt. Views into them stay valid until the end of the
/// program.
inline const ByteVector& golden_mms(const std::string& file, std::string_view name) {
    static std::vector<std::unique_ptr<std::vector<GoldenCase>>> kept;
    static const ByteVector none;
    const std::filesystem::path root(BUSBAR_SOURCE_DIR);
    kept.push_back(std::make_unique<std::vector<GoldenCase>>(
        read_golden(root / "tests" / "golden" / "mms" / (file + ".txt"))));
    for (const GoldenCase& golden : *kept.back()) {
        if (golden.name == name) return golden.octets;
    }
    ADD_FAILURE() << "no case " << name << " in " << file;
    return none;
}

inline mms::Envelope envelope_of(Bytes pdu, mms::PduKind kind) {
    mms::Envelope envelope;
    ber::DecodeState state(pdu);
    EXPECT_TRUE(mms::decode_envelope(pdu, envelope, state)) << state.error().message();
    EXPECT_EQ(envelope.kind, kind);
    return envelope;
}

template <class Service>
typename Service::Request request_of(Bytes pdu) {
    typename Service::Request request{};
    ber::DecodeState state(pdu);
    const auto envelope = envelope_of(pdu, mms::PduKind::confirmed_request);
    EXPECT_TRUE(mms::decode_request<Service>(envelope, request, state)) << state.error().message();
    return request;
}
template <class Service>
typename Service::Response response_of(Bytes pdu) {
    typename Service::Response response{};
    ber::DecodeState state(pdu);
    const auto envelope = envelope_of(pdu, mms::PduKind::confirmed_response);
    EXPECT_TRUE(mms::decode_response<Service>(envelope, response, state)) << state.error().message();
    return response;
}
template <class Service>
typename Service::Indication indication_of(Bytes pdu) {
    typename Service::Indication indication{};
    ber::DecodeState state(pdu);
    const auto envelope = envelope_of(pdu, mms::PduKind::unconfirmed);
    EXPECT_TRUE(mms::decode_unconfirmed<Service>(envelope, indication, state)) << state.error().message();
    return indication;
}

template <class Service>
std::string encoded_request(std::uint32_t invoke_id, const typename Service::Request& request) {
    BackWriter writer;
    mms::encode_request<Service>(writer, invoke_id, request);
    return to_hex(writer.bytes());
}
template <class Service>
std::string encoded_response(std::uint32_t invoke_id, const typename Service::Response& response) {
    BackWriter writer;
    mms::encode_response<Service>(writer, invoke_id, response);
    return to_hex(writer.bytes());
}
template <class Service>
std::string encoded_indication(const typename Service::Indication& indication) {
    BackWriter writer;
    mms::encode_unconfirmed<Service>(writer, indication);
    return to_hex(writer.bytes());
}

}  // namespace busbar::test
