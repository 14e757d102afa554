// SPDX-License-Identifier: Apache-2.0
// The bodies of ServiceCodec and UnconfirmedCodec. Included by the .cpp of each service, which ends with
// `template struct ServiceCodec<TheService>;`, and by nobody else.
#pragma once

#include "ber/walk.hpp"
#include "mms/pdu.hpp"

namespace busbar::mms {
namespace detail {

template <class T>
bool decode_body(const ber::Element& element, T& body, std::uint32_t tag, ber::DecodeState& state) {
    if (!ber::detail::matches<T>(element, ber::context(tag))) {
        return state.malformed("not the element that this service has here", element.whole.data());
    }
    return ber::detail::decode_tagged(element, body, ber::context(tag), state);
}

template <class T>
void encode_confirmed(BackWriter& writer, PduKind kind, std::uint32_t invoke_id, const T& body,
                      std::uint32_t tag) {
    const std::size_t before = writer.size();
    ber::encode_tagged(writer, body, ber::context(tag));
    ber::encode_tagged(writer, invoke_id, ber::natural);
    ber::encode_header(writer, ber::context_key(static_cast<std::uint32_t>(kind)), true,
                       writer.size() - before);
}

template <class T>
bool show_body(const ber::Element& element, std::uint32_t tag, std::string_view name, ber::Visitor& visitor,
               ber::DecodeState& state) {
    T body{};
    if (!decode_body(element, body, tag, state)) return false;
    ber::walk(body, name, visitor);
    return true;
}

}  // namespace detail

template <class Service>
bool ServiceCodec<Service>::decode_request(const ber::Element& element, Request& request,
                                           ber::DecodeState& state) {
    return detail::decode_body(element, request, Service::tag, state);
}
template <class Service>
bool ServiceCodec<Service>::decode_response(const ber::Element& element, Response& response,
                                            ber::DecodeState& state) {
    return detail::decode_body(element, response, Service::tag, state);
}
template <class Service>
void ServiceCodec<Service>::encode_request(BackWriter& writer, std::uint32_t invoke_id,
                                           const Request& request) {
    detail::encode_confirmed(writer, PduKind::confirmed_request, invoke_id, request, Service::tag);
}
template <class Service>
void ServiceCodec<Service>::encode_response(BackWriter& writer, std::uint32_t invoke_id,
                                            const Response& response) {
    detail::encode_confirmed(writer, PduKind::confirmed_response, invoke_id, response, Service::tag);
}
template <class Service>
bool ServiceCodec<Service>::show_request(const ber::Element& element, ber::Visitor& visitor,
                                         ber::DecodeState& state) {
    return detail::show_body<Request>(element, Service::tag, Service::name, visitor, state);
}
template <class Service>
bool ServiceCodec<Service>::show_response(const ber::Element& element, ber::Visitor& visitor,
                                          ber::DecodeState& state) {
    return detail::show_body<Response>(element, Service::tag, Service::name, visitor, state);
}
template <class Service>
bool ServiceCodec<Service>::recode_request(const ber::Element& element, std::uint32_t invoke_id,
                                           BackWriter& writer, ber::DecodeState& state) {
    Request request{};
    if (!decode_request(element, request, state)) return false;
    encode_request(writer, invoke_id, request);
    return true;
}
template <class Service>
bool ServiceCodec<Service>::recode_response(const ber::Element& element, std::uint32_t invoke_id,
                                            BackWriter& writer, ber::DecodeState& state) {
    Response response{};
    if (!decode_response(element, response, state)) return false;
    encode_response(writer, invoke_id, response);
    return true;
}

template <class Service>
bool UnconfirmedCodec<Service>::decode(const ber::Element& element, Indication& indication,
                                       ber::DecodeState& state) {
    return detail::decode_body(element, indication, Service::tag, state);
}
template <class Service>
void UnconfirmedCodec<Service>::encode(BackWriter& writer, const Indication& indication) {
    const std::size_t before = writer.size();
    ber::encode_tagged(writer, indication, ber::context(Service::tag));
    constexpr auto kind = static_cast<std::uint32_t>(PduKind::unconfirmed);
    ber::encode_header(writer, ber::context_key(kind), true, writer.size() - before);
}
template <class Service>
bool UnconfirmedCodec<Service>::show(const ber::Element& element, ber::Visitor& visitor,
                                     ber::DecodeState& state) {
    return detail::show_body<Indication>(element, Service::tag, Service::name, visitor, state);
}
template <class Service>
bool UnconfirmedCodec<Service>::recode(const ber::Element& element, BackWriter& writer,
                                       ber::DecodeState& state) {
    Indication indication{};
    if (!decode(element, indication, state)) return false;
    encode(writer, indication);
    return true;
}

}  // namespace busbar::mms
