// SPDX-License-Identifier: Apache-2.0
// What a service is to the rest of the program. A confirmed service is a struct with `name` (ISO 9506-2
// spelling), `tag` (of ConfirmedServiceRequest and -Response), `support_bit` (of ServiceSupportOptions),
// `Request` and `Response`; an unconfirmed one has `Indication` in place of these two. Its codec is
// instantiated once, in the service's own .cpp (mms/service_codec.hpp); everybody else sees these
// declarations only and compiles fast.
#pragma once

#include "ber/reader.hpp"
#include "ber/visitor.hpp"

namespace busbar::mms {

template <class Service>
struct ServiceCodec {
    using Request = typename Service::Request;
    using Response = typename Service::Response;
    static bool decode_request(const ber::Element& element, Request& request, ber::DecodeState& state);
    static bool decode_response(const ber::Element& element, Response& response, ber::DecodeState& state);
    /// Prepends the whole confirmed-Request, or -Response.
    static void encode_request(BackWriter& writer, std::uint32_t invoke_id, const Request& request);
    static void encode_response(BackWriter& writer, std::uint32_t invoke_id, const Response& response);
    /// Shows the body under the service's name; false where it is malformed.
    static bool show_request(const ber::Element& element, ber::Visitor& visitor, ber::DecodeState& state);
    static bool show_response(const ber::Element& element, ber::Visitor& visitor, ber::DecodeState& state);
    /// Decodes the body and prepends the PDU that it gives in canonical form.
    static bool recode_request(const ber::Element& element, std::uint32_t invoke_id, BackWriter& writer,
                               ber::DecodeState& state);
    static bool recode_response(const ber::Element& element, std::uint32_t invoke_id, BackWriter& writer,
                                ber::DecodeState& state);
};

template <class Service>
struct UnconfirmedCodec {
    using Indication = typename Service::Indication;
    static bool decode(const ber::Element& element, Indication& indication, ber::DecodeState& state);
    /// Prepends the whole unconfirmed PDU.
    static void encode(BackWriter& writer, const Indication& indication);
    static bool show(const ber::Element& element, ber::Visitor& visitor, ber::DecodeState& state);
    static bool recode(const ber::Element& element, BackWriter& writer, ber::DecodeState& state);
};

}  // namespace busbar::mms
