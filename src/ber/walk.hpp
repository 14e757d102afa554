// SPDX-License-Identifier: Apache-2.0
// Shows a decoded value member by member, with the ASN.1 names of its layout. The readable dump and JSON are
// two Visitors; tests and tools may have their own.
#pragma once

#include "ber/codec.hpp"

namespace busbar::ber {

class Visitor {
public:
    virtual ~Visitor() = default;
    /// A SEQUENCE, SET, or (list) SEQUENCE OF begins; list items have an empty name. Pair with end().
    virtual void begin(std::string_view name, bool list) = 0;
    virtual void end() = 0;
    virtual void boolean(std::string_view name, bool value) = 0;
    virtual void integer(std::string_view name, std::int64_t value) = 0;
    virtual void text(std::string_view name, std::string_view value) = 0;
    virtual void octets(std::string_view name, Bytes value) = 0;
    virtual void bits(std::string_view name, const BitString& value) = 0;
    virtual void null(std::string_view name) = 0;
    /// A number that is no integer, in its shortest decimal form.
    virtual void number(std::string_view name, std::string_view decimal) = 0;
};

/// Primitives that a layer adds (floating-point, times) say here how they are shown.
template <class T>
struct Shown;

template <class T>
void walk(const T& value, std::string_view name, Visitor& visitor);

namespace detail {

template <class T>
void walk_primitive(const T& value, std::string_view name, Visitor& visitor) {
    if constexpr (requires { Shown<T>::show(value, name, visitor); }) {
        Shown<T>::show(value, name, visitor);
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
        // An alternative without a tag of its own stands for the choice itself.
        const bool nested = a.tag.tagging != Tagging::natural;
        if (nested) visitor.begin(name, false);
        walk(*std::get_if<I>(&variant), nested ? std::string_view(a.name) : name, visitor);
        if (nested) visitor.end();
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

/// Readable dump: indented "name value" lines, groups in braces, lists in brackets; text of peers is escaped.
class TextDump final : public Visitor {
public:
    explicit TextDump(std::string& out, unsigned indent = 0) : out_(out), indent_(indent) {}
    void begin(std::string_view name, bool list) override;
    void end() override;
    void boolean(std::string_view name, bool value) override;
    void integer(std::string_view name, std::int64_t value) override;
    void text(std::string_view name, std::string_view value) override;
    void octets(std::string_view name, Bytes value) override;
    void bits(std::string_view name, const BitString& value) override;
    void null(std::string_view name) override;
    void number(std::string_view name, std::string_view decimal) override;

private:
    void line(std::string_view name, std::string_view value);
    std::string& out_;
    std::string closers_;
    unsigned indent_;
};

/// The same as one JSON value: objects, arrays for lists, octets and bits as hexadecimal and binary text.
class JsonDump final : public Visitor {
public:
    explicit JsonDump(std::string& out) : out_(out) {}
    void begin(std::string_view name, bool list) override;
    void end() override;
    void boolean(std::string_view name, bool value) override;
    void integer(std::string_view name, std::int64_t value) override;
    void text(std::string_view name, std::string_view value) override;
    void octets(std::string_view name, Bytes value) override;
    void bits(std::string_view name, const BitString& value) override;
    void null(std::string_view name) override;
    void number(std::string_view name, std::string_view decimal) override;

private:
    void member(std::string_view name, std::string_view json);
    void key(std::string_view name);
    std::string& out_;
    std::vector<bool> lists_;
    bool fresh_ = true;
};

/// `text` as a JSON string with its quotes; octets that are not UTF-8 become U+FFFD.
std::string json_string(std::string_view text);

template <class T>
std::string dump(const T& value, std::string_view name) {
    std::string out;
    TextDump visitor(out);
    walk(value, name, visitor);
    return out;
}

}  // namespace busbar::ber
