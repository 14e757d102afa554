// SPDX-License-Identifier: Apache-2.0
// The vocabulary in which an ASN.1 type is declared, once: an aggregate, and a Layout that lists its members
// with their ASN.1 names and tags. From it come decoding, encoding, the readable dump and the path in an
// error (ber/codec.hpp, ber/walk.hpp).
//
//     struct GetNameListRequest {
//         ObjectClass object_class;                       // a CHOICE: its context tag goes around it
//         ObjectScope object_scope;
//         std::optional<VisibleString> continue_after;
//     };
//     template <>
//     struct ber::Layout<GetNameListRequest> {
//         using T = GetNameListRequest;
//         static constexpr auto value = sequence(field("objectClass", context(0), &T::object_class),
//                                                field("objectScope", context(1), &T::object_scope),
//                                                field("continueAfter", context(2), &T::continue_after));
//     };
//
// Members: primitives (ber/primitives.hpp), other laid-out types, List<T> for SEQUENCE OF, One<T> for a
// member of the type's own kind, std::optional for OPTIONAL, field_or() for DEFAULT. A CHOICE is a struct
// around a std::variant of distinct types, with alternatives in the order of the variant's.
#pragma once

#include <optional>
#include <tuple>
#include <type_traits>
#include <variant>

#include "ber/list.hpp"
#include "ber/primitives.hpp"

namespace busbar::ber {

template <class T>
struct Layout;

/// An element kept as it came, whatever its tag: ANY, and parts that belong to another layer.
struct Any {
    Bytes element;  ///< identifier, length, content
};

template <class Class, class Member>
struct Field {
    const char* name;
    TagSpec tag;
    Member Class::*member;
    static constexpr bool has_default = false;
};

template <class Class, class Member>
struct DefaultField {
    const char* name;
    TagSpec tag;
    Member Class::*member;
    Member default_value;
    bool always_sent;
    static constexpr bool has_default = true;
};

template <class Class, class Member>
constexpr Field<Class, Member> field(const char* name, TagSpec tag, Member Class::*member) {
    return {name, tag, member};
}
template <class Class, class Member>
constexpr Field<Class, Member> field(const char* name, Member Class::*member) {
    return {name, natural, member};
}
/// A member with DEFAULT: not sent when it has that value, set to it when absent.
template <class Class, class Member>
constexpr DefaultField<Class, Member> field_or(const char* name, TagSpec tag, Member Class::*member,
                                               std::type_identity_t<Member> default_value) {
    return {name, tag, member, default_value, false};
}
/// The same, but sent also when it has that value: BER leaves it to the sender, and some receivers rely on
/// it.
template <class Class, class Member>
constexpr DefaultField<Class, Member> field_sent_or(const char* name, TagSpec tag, Member Class::*member,
                                                    std::type_identity_t<Member> default_value) {
    return {name, tag, member, default_value, true};
}

enum class Extra : std::uint8_t { refused, ignored };

template <class... Fields>
struct Sequence {
    std::tuple<Fields...> fields;
    Extra extra;
};
template <class... Fields>
constexpr Sequence<Fields...> sequence(Fields... fields) {
    return {{fields...}, Extra::refused};
}
/// A SEQUENCE that later editions extend: unknown elements are skipped.
template <class... Fields>
constexpr Sequence<Fields...> extensible_sequence(Fields... fields) {
    return {{fields...}, Extra::ignored};
}

/// SET: members in any order when decoded, in the declared one when encoded; unknown ones are skipped.
template <class... Fields>
struct Set {
    std::tuple<Fields...> fields;
};
template <class... Fields>
constexpr Set<Fields...> set(Fields... fields) {
    return {{fields...}};
}

struct Alternative {
    const char* name;
    TagSpec tag;
};
constexpr Alternative alternative(const char* name, TagSpec tag = natural) {
    return {name, tag};
}

template <class Class, class Variant, std::size_t Count>
struct Choice {
    Variant Class::*member;
    std::array<Alternative, Count> alternatives;
};
template <class Class, class... Types, class... Alternatives>
constexpr auto choice(std::variant<Types...> Class::*member, Alternatives... alternatives) {
    static_assert(sizeof...(Types) == sizeof...(Alternatives),
                  "one alternative for each type of the variant");
    return Choice<Class, std::variant<Types...>, sizeof...(Types)>{member, {alternatives...}};
}

/// A type that is another one under a name of its own: a service argument that is a plain NULL, say.
template <class Class, class Member>
struct Transparent {
    Member Class::*member;
};
template <class Class, class Member>
constexpr Transparent<Class, Member> transparent(Member Class::*member) {
    return {member};
}

namespace detail {

template <class T>
concept HasPrimitive = requires {
    Primitive<T>::tag;
};
template <class T>
concept HasLayout = requires {
    Layout<T>::value;
};

template <class T>
inline constexpr bool is_list = false;
template <class T>
inline constexpr bool is_list<List<T>> = true;
template <class T>
inline constexpr bool is_one = false;
template <class T>
inline constexpr bool is_one<One<T>> = true;
template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class L>
inline constexpr bool is_sequence_layout = false;
template <class... F>
inline constexpr bool is_sequence_layout<Sequence<F...>> = true;
template <class L>
inline constexpr bool is_set_layout = false;
template <class... F>
inline constexpr bool is_set_layout<Set<F...>> = true;
template <class L>
inline constexpr bool is_choice_layout = false;
template <class C, class V, std::size_t N>
inline constexpr bool is_choice_layout<Choice<C, V, N>> = true;
template <class L>
inline constexpr bool is_transparent_layout = false;
template <class C, class M>
inline constexpr bool is_transparent_layout<Transparent<C, M>> = true;

template <class T>
using layout_of = std::remove_cvref_t<decltype(Layout<T>::value)>;

template <class T>
struct Inner {
    using type = T;
};
template <class T>
struct Inner<std::optional<T>> {
    using type = T;
};
template <class T>
struct Inner<One<T>> {
    using type = T;
};
template <class T>
struct Inner<List<T>> {
    using type = T;
};
/// What an optional, One or List is of; T itself for anything else.
template <class T>
using inner = typename Inner<T>::type;

template <class Pointer>
struct MemberOf;
template <class Class, class Member>
struct MemberOf<Member Class::*> {
    using type = Member;
};
template <class F>
using member_type = typename MemberOf<decltype(std::remove_cvref_t<F>::member)>::type;

}  // namespace detail
}  // namespace busbar::ber
