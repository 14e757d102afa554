// SPDX-License-Identifier: Apache-2.0
// Shows a decoded value member by member, with the ASN.1 names of its layout, to a Visitor (ber/visitor.hpp).
#pragma once

#include "ber/codec.hpp"
#include "ber/visitor.hpp"

namespace busbar::ber {

template <class T>
void walk(const T& value, std::string_view name, Visitor& visitor);

namespace detail {

template <class T>
void walk_primitive(const T& value, std::string_view name, Visitor& visitor) {
    if constexpr (requires { Shown<T>::show(value, name, visitor); }) {
        Shown<T>::show(value, name, visitor);
    } else if constexpr (std::is_enum_v<T>) {
        // An enumeration may have a name_of(); numbers outside of its list give an empty name.
        std::string_view word;
        if constexpr (requires { name_of(value); }) word = name_of(value);
        if (word.empty()) {
            visitor.integer(name, static_cast<std::int64_t>(value));
        } else {
            visitor.word(name, word);
        }
    } else if constexpr (std::is_same_v<T, bool>) {
        visitor.boolean(name, value);
    } else if constexpr (std::is_integral_v<T>) {
        visitor.integer(name, static_cast<std::int64_t>(value));
    } else if constexpr (std::is_same_v<T, Null>) {
        visitor.null(name);
    } else if constexpr (std::is_same_v<T, BitString>) {
        visitor.bits(name, value);
    } else if constexpr (std::is_same_v<T, OctetString>) {
        visitor.octets(name, value.octets);
    } else if constexpr (std::is_same_v<T, ObjectIdentifier>) {
        visitor.text(name, value.dotted());
    } else {
        visitor.text(name, value.text);
    }
}

template <class T>
void walk_fields(const T& value, Visitor& visitor) {
    const auto one = [&](const auto& f) {
        const auto& member = value.*(f.member);
        if constexpr (is_optional<std::remove_cvref_t<decltype(member)>>) {
            if (member) walk(*member, f.name, visitor);
        } else {
            walk(member, f.name, visitor);
        }
    };
    std::apply([&](const auto&... f) { (one(f), ...); }, Layout<T>::value.fields);
}

template <class T>
void walk_choice(const T& value, std::string_view name, Visitor& visitor) {
    const auto& variant = value.*(Layout<T>::value.member);
    using Types = std::remove_cvref_t<decltype(variant)>;
    const auto one = [&]<std::size_t I>(std::integral_constant<std::size_t, I>) {
        constexpr Alternative a = Layout<T>::value.alternatives[I];
        // An alternative without a tag of its own, or without a name of its own, stands for the choice itself.
        const bool nested = a.tag.tagging != Tagging::natural && name != a.name;
        if (nested) visitor.begin_choice(name);
        walk(*std::get_if<I>(&variant), nested ? std::string_view(a.name) : name, visitor);
        if (nested) visitor.end_choice();
    };
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        ((variant.index() == I ? one(std::integral_constant<std::size_t, I>()) : void()), ...);
    }
    (std::make_index_sequence<std::variant_size_v<Types>>());
}

}  // namespace detail

/// Shows `value` under `name` ("" at the top of a list item).
template <class T>
void walk(const T& value, std::string_view name, Visitor& visitor) {
    using namespace detail;
    if constexpr (HasPrimitive<T>) {
        walk_primitive(value, name, visitor);
    } else if constexpr (std::is_same_v<T, Any>) {
        visitor.octets(name, value.element);
    } else if constexpr (is_one<T>) {
        walk(value.get(), name, visitor);
    } else if constexpr (is_list<T>) {
        visitor.begin(name, true);
        for (const auto& item : value) walk(item, "", visitor);
        visitor.end();
    } else if constexpr (is_transparent_layout<layout_of<T>>) {
        walk(value.*(Layout<T>::value.member), name, visitor);
    } else if constexpr (is_choice_layout<layout_of<T>>) {
        walk_choice(value, name, visitor);
    } else {
        visitor.begin(name, false);
        walk_fields(value, visitor);
        visitor.end();
    }
}

template <class T>
std::string dump(const T& value, std::string_view name) {
    std::string out;
    TextDump visitor(out);
    walk(value, name, visitor);
    return out;
}

}  // namespace busbar::ber
