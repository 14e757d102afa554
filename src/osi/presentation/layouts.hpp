// SPDX-License-Identifier: Apache-2.0
// How each type of ppdu.hpp is encoded (X.226 clause 8.2): the one description from which decoding, encoding
// and the readable dump come. Apart from ppdu.hpp because only those who iterate or dump need it.
#pragma once

#include "ber/layout.hpp"
#include "osi/presentation/ppdu.hpp"

namespace busbar::ber {

// Where members stand between others that are not looked at, the SEQUENCE is described as a set: unknown ones
// are skipped wherever they stand, and ours are sent in the right order.

template <>
struct Layout<presentation::ContextItem> {
    using T = presentation::ContextItem;
    static constexpr auto value = sequence(field("presentation-context-identifier", &T::id),
                                           field("abstract-syntax-name", &T::abstract_syntax),
                                           field("transfer-syntax-name-list", &T::transfer_syntaxes));
};
template <>
struct Layout<presentation::ResultItem> {
    using T = presentation::ResultItem;
    static constexpr auto value =
        extensible_sequence(field("result", context(0), &T::result),
                            field("transfer-syntax-name", context(1), &T::transfer_syntax),
                            field("provider-reason", context(2), &T::reason));
};
template <>
struct Layout<presentation::DataValue::Encoding> {
    using T = presentation::DataValue::Encoding;
    static constexpr auto value =
        choice(&T::value, alternative("single-ASN1-type", context(0)),
               alternative("octet-aligned", context(1)), alternative("arbitrary", context(2)));
};
template <>
struct Layout<presentation::DataValue> {
    using T = presentation::DataValue;
    static constexpr auto value = sequence(field("transfer-syntax-name", &T::transfer_syntax),
                                           field("presentation-context-identifier", &T::context),
                                           field("presentation-data-values", &T::encoding));
};
template <>
struct Layout<presentation::UserData> {
    static constexpr auto value = transparent(&presentation::UserData::values);
};
template <>
struct Layout<presentation::ModeSelector> {
    static constexpr auto value = set(field("mode-value", context(0), &presentation::ModeSelector::mode));
};
template <>
struct Layout<presentation::ConnectParameters> {
    using T = presentation::ConnectParameters;
    static constexpr auto value =
        set(field("protocol-version", context(0), &T::protocol_version),
            field("calling-presentation-selector", context(1), &T::calling_selector),
            field("called-presentation-selector", context(2), &T::called_selector),
            field("presentation-context-definition-list", context(4), &T::contexts),
            field("user-data", application(1), &T::user_data));
};
template <>
struct Layout<presentation::Connect> {
    using T = presentation::Connect;
    static constexpr auto value = set(field("mode-selector", context(0), &T::mode),
                                      field("normal-mode-parameters", context(2), &T::parameters));
};
template <>
struct Layout<presentation::AcceptParameters> {
    using T = presentation::AcceptParameters;
    static constexpr auto value =
        set(field("protocol-version", context(0), &T::protocol_version),
            field("responding-presentation-selector", context(3), &T::responding_selector),
            field("presentation-context-definition-result-list", context(5), &T::results),
            field("user-data", application(1), &T::user_data));
};
template <>
struct Layout<presentation::Accept> {
    using T = presentation::Accept;
    static constexpr auto value = set(field("mode-selector", context(0), &T::mode),
                                      field("normal-mode-parameters", context(2), &T::parameters));
};
template <>
struct Layout<presentation::Refuse> {
    using T = presentation::Refuse;
    static constexpr auto value = set(
        field("protocol-version", context(0), &T::protocol_version),
        field("responding-presentation-selector", context(3), &T::responding_selector),
        field("presentation-context-definition-result-list", context(5), &T::results),
        field("provider-reason", context(10), &T::reason), field("user-data", application(1), &T::user_data));
};
template <>
struct Layout<presentation::UserAbort> {
    static constexpr auto value =
        set(field("user-data", application(1), &presentation::UserAbort::user_data));
};
template <>
struct Layout<presentation::ProviderAbort> {
    static constexpr auto value =
        extensible_sequence(field("provider-reason", context(0), &presentation::ProviderAbort::reason));
};

}  // namespace busbar::ber
