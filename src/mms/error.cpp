// SPDX-License-Identifier: Apache-2.0
#include "mms/error.hpp"

#include <algorithm>

namespace busbar::mms {
namespace {

/// Makes the alternative `index` of a variant of one-number structs hold `code`.
template <class Variant>
void emplace(Variant& variant, std::size_t index, std::int32_t code) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        ((I == index ? static_cast<void>(variant.template emplace<I>().code = code) : void()), ...);
    }
    (std::make_index_sequence<std::variant_size_v<Variant>>());
}

template <class Variant>
std::int32_t code_in(const Variant& variant) {
    return std::visit([](const auto& alternative) { return alternative.code; }, variant);
}

Code code_for(Fault fault) {
    switch (fault) {
        case Fault::malformed: return Code::service_error(4, 0);
        case Fault::violation: return Code::service_error(4, 2);
        case Fault::unsupported: return Code::service_error(7, 1);
        case Fault::refused: return Code::service_error(7, 3);
        case Fault::timeout: return Code::service_error(5, 1);
        case Fault::misuse: return Code::service_error(12, 0);
        case Fault::io: return Code::service_error(12, 0);
        case Fault::limit: return Code::service_error(3, 0);
    }
    return Code::service_error(12, 0);
}

}  // namespace

ServiceError ServiceError::of(Code code) {
    ServiceError error;
    const bool known = code.domain == Domain::service_error && code.value >= 0 && code.value / 256 <= 12;
    const std::int32_t value = known ? code.value : 12 * 256;
    emplace(error.error_class.value, static_cast<std::size_t>(value / 256), value % 256);
    return error;
}

Code ServiceError::code() const {
    return Code::service_error(static_cast<std::int32_t>(error_class.value.index()),
                               std::clamp(code_in(error_class.value), 0, 255));
}

ServiceError service_error_for(const Error& error) {
    return ServiceError::of(error.code.domain == Domain::service_error ? error.code : code_for(error.fault));
}

Error to_error(const ServiceError& error) {
    Error result;
    result.fault = Fault::refused;
    result.code = error.code();
    result.text = "the peer refused the service";
    if (error.additional_description) result.peer_text = error.additional_description->text;
    return result;
}

Reject Reject::of(std::optional<std::uint32_t> invoke_id, Code code) {
    Reject reject;
    reject.original_invoke_id = invoke_id;
    const bool known = code.domain == Domain::reject && code.value / 256 >= 1 && code.value / 256 <= 11;
    const std::int32_t value = known ? code.value : reject_code::invalid_pdu.value;
    emplace(reject.reason.value, static_cast<std::size_t>(value / 256 - 1), value % 256);
    return reject;
}

Code Reject::code() const {
    return Code::reject(static_cast<std::int32_t>(reason.value.index()) + 1,
                        std::clamp(code_in(reason.value), 0, 255));
}

Error to_error(const Reject& reject) {
    Error result;
    result.code = reject.code();
    result.fault = result.code == reject_code::unrecognized_service ? Fault::unsupported : Fault::refused;
    result.text = "the peer rejected the request";
    return result;
}

}  // namespace busbar::mms
