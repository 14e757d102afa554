// SPDX-License-Identifier: Apache-2.0
// ServiceError and RejectPDU of ISO 9506-2: how a service says no, and how a PDU that could not be understood
// is answered; with the ways to and from busbar::Error. The names of all codes are in busbar::name_of(Code).
#pragma once

#include <utility>

#include "ber/layout.hpp"
#include "ber/visitor.hpp"

namespace busbar::mms {

/// One alternative of errorClass: the code within class `Class`.
template <int Class>
struct ErrorCode {
    std::int32_t code = 0;
};

namespace detail {
template <class>
struct ErrorCodes;
template <int... Class>
struct ErrorCodes<std::integer_sequence<int, Class...>> {
    using type = std::variant<ErrorCode<Class>...>;
};
}  // namespace detail

struct ErrorClass {
    /// The index of the alternative is the error class, 0 vmd-state to 12 others.
    detail::ErrorCodes<std::make_integer_sequence<int, 13>>::type value;
};

/// One alternative of serviceSpecific that is a number, by tag.
template <unsigned Tag>
struct SpecificNumber {
    std::int64_t number = 0;
};
/// One that is structured and not taken apart.
template <unsigned Tag>
struct SpecificElements {
    ber::List<ber::Any> elements;
};
/// Which of obtainFile's files failed: 0 source, 1 destination.
using ObtainFileError = SpecificNumber<0>;
/// How many lists deleteNamedVariableList had deleted by then.
using DeleteNamedVariableListError = SpecificNumber<6>;
/// Which of fileRename's files failed: 0 current, 1 new.
using FileRenameError = SpecificNumber<9>;

struct ServiceSpecific {
    std::variant<ObtainFileError, SpecificNumber<1>, SpecificNumber<2>, SpecificNumber<3>, SpecificNumber<4>,
                 SpecificNumber<5>, DeleteNamedVariableListError, SpecificNumber<7>, SpecificElements<8>,
                 FileRenameError, SpecificElements<10>, SpecificNumber<11>>
        value;
};

struct ServiceError {
    ErrorClass error_class;
    std::optional<std::int32_t> additional_code;
    std::optional<ber::VisibleString> additional_description;
    std::optional<ServiceSpecific> service_specific;

    /// `code` is one of Domain::service_error; any other domain gives others/0.
    static ServiceError of(Code code);
    static ServiceError of(std::int32_t error_class, std::int32_t code) {
        return of(Code::service_error(error_class, code));
    }
    [[nodiscard]] Code code() const;
};

/// What a server answers when a service failed with `error`: its own service-error code, or one that fits the
/// fault.
ServiceError service_error_for(const Error& error);
/// What a client tells its caller: refused, with the code and the peer's description.
Error to_error(const ServiceError& error);

/// One alternative of rejectReason: the code within group `Group`, 1 confirmed-requestPDU to 11
/// conclude-errorPDU.
template <int Group>
struct RejectCode {
    std::int32_t code = 0;
};

namespace detail {
template <class>
struct RejectCodes;
template <int... Index>
struct RejectCodes<std::integer_sequence<int, Index...>> {
    using type = std::variant<RejectCode<Index + 1>...>;
};
}  // namespace detail

struct RejectReason {
    /// The index of the alternative is the group less one.
    detail::RejectCodes<std::make_integer_sequence<int, 11>>::type value;
};

struct Reject {
    std::optional<std::uint32_t> original_invoke_id;
    RejectReason reason;

    /// `code` is one of Domain::reject; any other gives pdu-error/invalid-pdu.
    static Reject of(std::optional<std::uint32_t> invoke_id, Code code);
    [[nodiscard]] Code code() const;
};

/// Reasons by name, for the places that decide.
namespace reject_code {
inline constexpr Code unrecognized_service = Code::reject(1, 1), unrecognized_modifier = Code::reject(1, 2),
                      invalid_invoke_id = Code::reject(1, 3), invalid_argument = Code::reject(1, 4),
                      max_outstanding_exceeded = Code::reject(1, 6),
                      max_recursion_exceeded = Code::reject(1, 8), value_out_of_range = Code::reject(1, 9),
                      unknown_pdu_type = Code::reject(5, 0), invalid_pdu = Code::reject(5, 1);
}

/// What a client tells its caller: unsupported for unrecognized-service, else refused, with the code.
Error to_error(const Reject& reject);

}  // namespace busbar::mms

namespace busbar::ber {

template <int Class>
struct Primitive<mms::ErrorCode<Class>> {
    static constexpr std::uint32_t tag = universal_number::integer;
    static constexpr const char* name = "INTEGER";
    static bool decode(Bytes content, mms::ErrorCode<Class>& value, DecodeState& state) {
        return Primitive<std::int32_t>::decode(content, value.code, state);
    }
    static void encode(BackWriter& writer, const mms::ErrorCode<Class>& value) {
        encode_integer(writer, value.code);
    }
};
template <int Class>
struct Shown<mms::ErrorCode<Class>> {
    static void show(const mms::ErrorCode<Class>& value, std::string_view name, Visitor& visitor) {
        const std::string full = name_of(Code::service_error(Class, value.code));
        visitor.word(name, std::string_view(full).substr(full.find('/') + 1));
    }
};
template <int Group>
struct Primitive<mms::RejectCode<Group>> {
    static constexpr std::uint32_t tag = universal_number::integer;
    static constexpr const char* name = "INTEGER";
    static bool decode(Bytes content, mms::RejectCode<Group>& value, DecodeState& state) {
        return Primitive<std::int32_t>::decode(content, value.code, state);
    }
    static void encode(BackWriter& writer, const mms::RejectCode<Group>& value) {
        encode_integer(writer, value.code);
    }
};
template <int Group>
struct Shown<mms::RejectCode<Group>> {
    static void show(const mms::RejectCode<Group>& value, std::string_view name, Visitor& visitor) {
        const std::string full = name_of(Code::reject(Group, value.code));
        visitor.word(name, std::string_view(full).substr(full.find('/') + 1));
    }
};

template <>
struct Layout<mms::ErrorClass> {
    static constexpr auto value =
        choice(&mms::ErrorClass::value, alternative("vmd-state", context(0)),
               alternative("application-reference", context(1)), alternative("definition", context(2)),
               alternative("resource", context(3)), alternative("service", context(4)),
               alternative("service-preempt", context(5)), alternative("time-resolution", context(6)),
               alternative("access", context(7)), alternative("initiate", context(8)),
               alternative("conclude", context(9)), alternative("cancel", context(10)),
               alternative("file", context(11)), alternative("others", context(12)));
};
template <unsigned Tag>
struct Layout<mms::SpecificNumber<Tag>> {
    static constexpr auto value = transparent(&mms::SpecificNumber<Tag>::number);
};
template <unsigned Tag>
struct Layout<mms::SpecificElements<Tag>> {
    static constexpr auto value = transparent(&mms::SpecificElements<Tag>::elements);
};
template <>
struct Layout<mms::ServiceSpecific> {
    static constexpr auto value = choice(
        &mms::ServiceSpecific::value, alternative("obtainFile", context(0)), alternative("start", context(1)),
        alternative("stop", context(2)), alternative("resume", context(3)), alternative("reset", context(4)),
        alternative("deleteVariableAccess", context(5)), alternative("deleteNamedVariableList", context(6)),
        alternative("deleteNamedType", context(7)), alternative("defineEventEnrollment-Error", context(8)),
        alternative("fileRename", context(9)), alternative("additionalService", context(10)),
        alternative("changeAccessControl", context(11)));
};
template <>
struct Layout<mms::ServiceError> {
    using T = mms::ServiceError;
    static constexpr auto value =
        sequence(field("errorClass", context(0), &T::error_class),
                 field("additionalCode", context(1), &T::additional_code),
                 field("additionalDescription", context(2), &T::additional_description),
                 field("serviceSpecificInfo", context(3), &T::service_specific));
};
template <>
struct Layout<mms::RejectReason> {
    static constexpr auto value = choice(
        &mms::RejectReason::value, alternative("confirmed-requestPDU", context(1)),
        alternative("confirmed-responsePDU", context(2)), alternative("confirmed-errorPDU", context(3)),
        alternative("unconfirmedPDU", context(4)), alternative("pdu-error", context(5)),
        alternative("cancel-requestPDU", context(6)), alternative("cancel-responsePDU", context(7)),
        alternative("cancel-errorPDU", context(8)), alternative("conclude-requestPDU", context(9)),
        alternative("conclude-responsePDU", context(10)), alternative("conclude-errorPDU", context(11)));
};
template <>
struct Layout<mms::Reject> {
    using T = mms::Reject;
    static constexpr auto value = sequence(field("originalInvokeID", context(0), &T::original_invoke_id),
                                           field("rejectReason", &T::reason));
};

}  // namespace busbar::ber
