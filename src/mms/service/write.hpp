// SPDX-License-Identifier: Apache-2.0
// write of ISO 9506-2: SetDataValues, Operate, Cancel, SelectWithValue and the Set...Values of control blocks
// in IEC 61850-8-1.
#pragma once

#include "mms/data.hpp"
#include "mms/object_name.hpp"
#include "mms/pdu.hpp"

namespace busbar::mms {

struct WriteRequest {
    VariableAccessSpecification variables;
    ber::List<Data> data;  ///< one for each variable, in their order
};
struct WriteSuccess {
    ber::Null none;
};
struct WriteResult {
    std::variant<DataAccessError, WriteSuccess> value;
    [[nodiscard]] const DataAccessError* failure() const { return std::get_if<DataAccessError>(&value); }
};
/// One result for each variable, in their order.
struct WriteResponse {
    ber::List<WriteResult> results;
};

struct Write {
    static constexpr std::string_view name = "write";
    static constexpr std::uint32_t tag = 5;
    static constexpr unsigned support_bit = 5;
    using Request = WriteRequest;
    using Response = WriteResponse;
};

}  // namespace busbar::mms

namespace busbar::ber {
template <>
struct Layout<mms::WriteRequest> {
    using T = mms::WriteRequest;
    static constexpr auto value = sequence(field("variableAccessSpecification", &T::variables),
                                           field("listOfData", context(0), &T::data));
};
template <>
struct Layout<mms::WriteSuccess> {
    static constexpr auto value = transparent(&mms::WriteSuccess::none);
};
template <>
struct Layout<mms::WriteResult> {
    static constexpr auto value = choice(&mms::WriteResult::value, alternative("failure", context(0)),
                                         alternative("success", context(1)));
};
template <>
struct Layout<mms::WriteResponse> {
    static constexpr auto value = transparent(&mms::WriteResponse::results);
};

// Instantiated once, in the .cpp beside this file.
extern template bool decode_element(const Element&, mms::WriteResult&, DecodeState&);

}  // namespace busbar::ber
