// SPDX-License-Identifier: Apache-2.0
// Decoding and encoding of any type that ber/layout.hpp describes. Decoding checks everything, lists to their
// last element, before it returns: a PDU is acted upon whole or not at all. Decoded values are views of the
// input. Encoding writes back to front in canonical form: definite, shortest lengths and integers.
#pragma once

#include "ber/layout.hpp"

namespace busbar::ber {

template <class T>
void encode_tagged(BackWriter& writer, const T& value, TagSpec tag);

namespace detail {

// ---- what can stand where
// -------------------------------------------------------------------------------------

template <class T>
constexpr bool is_choice() {
    if constexpr (std::is_same_v<T, Any>) {
        return true;
    } else if constexpr (is_one<T>) {
        return is_choice<inner<T>>();
    } else if constexpr (HasLayout<T>) {
        if constexpr (is_choice_layout<layout_of<T>>) return true;
        if constexpr (is_transparent_layout<layout_of<T>>) {
            return is_choice<member_type<layout_of<T>>>();
        }
        return false;
    } else {
        return false;
    }
}

template <class T>
constexpr bool is_constructed() {
    if constexpr (HasPrimitive<T>) {
        return false;
    } else if constexpr (is_one<T>) {
        return is_constructed<inner<T>>();
    } else if constexpr (HasLayout<T>) {
        if constexpr (is_transparent_layout<layout_of<T>>) {
            return is_constructed<member_type<layout_of<T>>>();
        }
        return true;
    } else {
        return true;
    }
}

template <class T>
constexpr TagKey natural_key() {
    if constexpr (HasPrimitive<T>) {
        return universal_key(Primitive<T>::tag);
    } else if constexpr (is_one<T>) {
        return natural_key<inner<T>>();
    } else if constexpr (HasLayout<T>) {
        if constexpr (is_transparent_layout<layout_of<T>>) {
            return natural_key<member_type<layout_of<T>>>();
        }
        if constexpr (is_set_layout<layout_of<T>>) return universal_key(universal_number::set);
        return universal_key(universal_number::sequence);
    } else {
        return universal_key(universal_number::sequence);
    }
}

/// Whether the tag goes around the value (EXPLICIT, or any tag on a CHOICE).
template <class T>
constexpr bool goes_around(TagSpec tag) {
    return tag.tagging == Tagging::around || (tag.tagging == Tagging::replaced && is_choice<T>());
}

/// Key and form of an element in one number: alternatives are told apart by one comparison each, on the same
/// number, which compilers turn into a jump table.
using Shape = std::uint64_t;
constexpr Shape shape(TagKey key, bool constructed) {
    return Shape{key} << 1U | (constructed ? 1U : 0U);
}
/// The only shape that a T has under `tag`, for what has one: not for a CHOICE without a tag of its own.
template <class T>
constexpr Shape shape_of(TagSpec tag) {
    if (goes_around<T>(tag)) return shape(tag.key, true);
    return shape(tag.tagging == Tagging::replaced ? tag.key : natural_key<T>(), is_constructed<T>());
}

/// The std::variant of a CHOICE.
template <class T>
using ChoiceTypes = std::remove_cvref_t<decltype(std::declval<T>().*(Layout<T>::value.member))>;

template <class T>
bool matches(const Element& element, TagSpec tag);

template <class T, std::size_t... I>
bool matches_alternative(const Element& element, std::index_sequence<I...>) {
    return (matches<std::variant_alternative_t<I, ChoiceTypes<T>>>(element,
                                                                   Layout<T>::value.alternatives[I].tag) ||
            ...);
}

/// Whether `element` can be a T under `tag`.
template <class T>
bool matches(const Element& element, TagSpec tag) {
    if (tag.tagging != Tagging::natural) return shape(element.key, element.constructed) == shape_of<T>(tag);
    if constexpr (std::is_same_v<T, Any>) {
        return true;
    } else if constexpr (is_one<T>) {
        return matches<inner<T>>(element, tag);
    } else if constexpr (is_choice<T>()) {
        if constexpr (is_transparent_layout<layout_of<T>>) {
            return matches<member_type<layout_of<T>>>(element, tag);
        } else {
            return matches_alternative<T>(element,
                                          std::make_index_sequence<std::variant_size_v<ChoiceTypes<T>>>());
        }
    } else {
        return shape(element.key, element.constructed) == shape_of<T>(natural);
    }
}

// ---- decoding
// -------------------------------------------------------------------------------------------------

template <class T>
bool decode_tagged(const Element& element, T& value, TagSpec tag, DecodeState& state) {
    if (!goes_around<T>(tag)) return decode_element(element, value, state);
    Reader reader(element.content);
    Element inner_element;
    if (reader.done()) return state.malformed("element is empty", element.whole.data());
    if (!state.enter(element.whole.data()) || !reader.next(inner_element, state)) return false;
    if (!reader.done()) return state.malformed("more than one element inside a tag", reader.position());
    if (!matches<T>(inner_element, natural)) {
        return state.malformed("unexpected element", inner_element.whole.data());
    }
    const bool good = decode_element(inner_element, value, state);
    state.leave();
    return good;
}

template <class T>
void set_absent(const auto& f, T& member, bool& missing) {
    if constexpr (is_optional<T>) {
        member.reset();
    } else if constexpr (std::remove_cvref_t<decltype(f)>::has_default) {
        member = f.default_value;
    } else {
        missing = true;
    }
}

template <class T, class F>
bool decode_member(const Element& element, T& value, const F& f, DecodeState& state) {
    auto& member = value.*(f.member);
    using Member = std::remove_cvref_t<decltype(member)>;
    bool good = false;
    if constexpr (is_optional<Member>) {
        good = decode_tagged(element, member.emplace(), f.tag, state);
    } else {
        good = decode_tagged(element, member, f.tag, state);
    }
    return good || state.inside(f.name);
}

/// What a sequence has read ahead: the element that the next member may or may not want.
struct Pending {
    Reader reader;
    Element element;
    bool present = false;
};

template <class T, class F>
bool decode_in_order(Pending& pending, T& value, const F& f, DecodeState& state) {
    if (!pending.present && !pending.reader.done()) {
        if (!pending.reader.next(pending.element, state)) return state.inside(f.name);
        pending.present = true;
    }
    using Member = inner<member_type<F>>;
    using Matched = std::conditional_t<is_optional<member_type<F>>, Member, member_type<F>>;
    if (pending.present && matches<Matched>(pending.element, f.tag)) {
        pending.present = false;
        return decode_member(pending.element, value, f, state);
    }
    bool missing = false;
    set_absent(f, value.*(f.member), missing);
    if (!missing) return true;
    state.malformed(pending.present ? "unexpected element where a member must stand" : "member is missing",
                    pending.present ? pending.element.whole.data() : pending.reader.position());
    return state.inside(f.name);
}

template <class T>
bool decode_sequence(Bytes content, T& value, DecodeState& state) {
    Pending pending{Reader(content), {}, false};
    const bool good =
        std::apply([&](const auto&... f) { return (decode_in_order(pending, value, f, state) && ...); },
                   Layout<T>::value.fields);
    if (!good) return false;
    if (Layout<T>::value.extra == Extra::refused) {
        if (!pending.present && pending.reader.done()) return true;
        return state.malformed("unknown element after the last member",
                               pending.present ? pending.element.whole.data() : pending.reader.position());
    }
    while (!pending.reader.done()) {
        if (!pending.reader.next(pending.element, state)) return false;
    }
    return true;
}

template <class T>
bool decode_set(Bytes content, T& value, DecodeState& state) {
    constexpr std::size_t count = std::tuple_size_v<std::remove_cvref_t<decltype(Layout<T>::value.fields)>>;
    std::array<bool, count> seen{};
    Reader reader(content);
    Element element;
    while (!reader.done()) {
        if (!reader.next(element, state)) return false;
        std::size_t index = 0;
        bool good = true;
        const auto try_member = [&](const auto& f) {
            using F = std::remove_cvref_t<decltype(f)>;
            using Matched =
                std::conditional_t<is_optional<member_type<F>>, inner<member_type<F>>, member_type<F>>;
            const std::size_t here = index++;
            if (!matches<Matched>(element, f.tag)) return false;
            if (seen[here]) {
                good = state.malformed("member stands twice", element.whole.data()) || state.inside(f.name);
            } else {
                seen[here] = true;
                good = decode_member(element, value, f, state);
            }
            return true;
        };
        std::apply([&](const auto&... f) { return (try_member(f) || ...); }, Layout<T>::value.fields);
        if (!good) return false;
    }
    std::size_t index = 0;
    const auto complete = [&](const auto& f) {
        if (seen[index++]) return true;
        bool missing = false;
        set_absent(f, value.*(f.member), missing);
        if (!missing) return true;
        state.malformed("member is missing", reader.position());
        return state.inside(f.name);
    };
    return std::apply([&](const auto&... f) { return (complete(f) && ...); }, Layout<T>::value.fields);
}

/// `found(integral_constant<I>)` says whether the element is good as alternative I, whose tag it has. Inlined
/// by force, with what it is given: a call for each alternative took a fifth of the time of small values.
template <class T, class Found>
[[gnu::always_inline]] inline bool with_alternative(const Element& element, DecodeState& state,
                                                    const Found& found) {
    using Types = ChoiceTypes<T>;
    bool good = false;
    const auto try_alternative = [&]<std::size_t I>(std::integral_constant<std::size_t, I> position)
        __attribute__((always_inline)) {
        using A = std::variant_alternative_t<I, Types>;
        constexpr Alternative a = Layout<T>::value.alternatives[I];
        // A CHOICE that comes last and has no tag of its own says itself that it does not know an element.
        constexpr bool certain =
            I + 1 == std::variant_size_v<Types> && a.tag.tagging == Tagging::natural && is_choice<A>();
        if (!certain && !matches<A>(element, a.tag)) return false;
        good = found(position) || state.inside(a.name);
        return true;
    };
    const bool known = [&]<std::size_t... I>(std::index_sequence<I...>) {
        return (try_alternative(std::integral_constant<std::size_t, I>()) || ...);
    }
    (std::make_index_sequence<std::variant_size_v<Types>>());
    return known ? good : state.malformed("unknown alternative", element.whole.data());
}

template <class T>
bool decode_choice(const Element& element, T& value, DecodeState& state) {
    auto& variant = value.*(Layout<T>::value.member);
    return with_alternative<T>(
        element,
        state, [&]<std::size_t I>(std::integral_constant<std::size_t, I>) __attribute__((always_inline)) {
            return decode_tagged(element, variant.template emplace<I>(), Layout<T>::value.alternatives[I].tag,
                                 state);
        });
}

template <class T>
bool check_choice(const Element& element, DecodeState& state) {
    return with_alternative<T>(
        element,
        state, [&]<std::size_t I>(std::integral_constant<std::size_t, I>) __attribute__((always_inline)) {
            using A = std::variant_alternative_t<I, ChoiceTypes<T>>;
            constexpr TagSpec tag = Layout<T>::value.alternatives[I].tag;
            if constexpr (!goes_around<A>(tag)) {
                return check_element<A>(element, state);
            } else {
                A unused{};
                return decode_tagged(element, unused, tag, state);
            }
        });
}

template <class T>
bool decode_list(const Element& element, List<T>& list, DecodeState& state) {
    std::size_t count = 0;
    if (!state.trusted()) {
        Reader reader(element.content);
        Element item;
        for (; !reader.done(); ++count) {
            if (!reader.next(item, state)) return false;
            // A CHOICE looks at the tag itself.
            if constexpr (!is_choice<T>()) {
                if (!matches<T>(item, natural)) {
                    return state.malformed("unexpected element", item.whole.data());
                }
            }
            if (!check_element<T>(item, state)) return false;
        }
    } else {
        Reader reader(element.content);
        for (Element item; !reader.done(); ++count) reader.next_accepted(item);
    }
    list = List<T>::encoded(element.content, count);
    return true;
}

}  // namespace detail

/// Decodes `element`, whose tag has been checked (or means nothing, for ANY), as a T. False with the reason
/// in `state`; `value` is then unspecified.
template <class T>
bool decode_element(const Element& element, T& value, DecodeState& state) {
    using namespace detail;
    if constexpr (HasPrimitive<T>) {
        return Primitive<T>::decode(element.content, value, state);
    } else if constexpr (std::is_same_v<T, Any>) {
        value.element = element.whole;
        return true;
    } else if constexpr (is_one<T>) {
        if (!state.trusted() && !check_element<inner<T>>(element, state)) return false;
        value = T::encoded(element);
        return true;
    } else if constexpr (is_list<T>) {
        if (!state.enter(element.whole.data())) return false;
        const bool good = decode_list(element, value, state);
        state.leave();
        return good;
    } else if constexpr (is_transparent_layout<layout_of<T>>) {
        return decode_element(element, value.*(Layout<T>::value.member), state);
    } else if constexpr (is_choice_layout<layout_of<T>>) {
        return decode_choice(element, value, state);
    } else {
        if (!state.enter(element.whole.data())) return false;
        bool good = false;
        if constexpr (is_set_layout<layout_of<T>>) {
            good = decode_set(element.content, value, state);
        } else {
            good = decode_sequence(element.content, value, state);
        }
        state.leave();
        return good;
    }
}

/// Whether decode_element() would accept the element as a T; makes no value where none is needed to tell.
template <class T>
bool check_element(const Element& element, DecodeState& state) {
    using namespace detail;
    if constexpr (is_one<T>) {
        return check_element<inner<T>>(element, state);
    } else if constexpr (HasLayout<T>) {
        if constexpr (is_transparent_layout<layout_of<T>>) {
            return check_element<member_type<layout_of<T>>>(element, state);
        } else if constexpr (is_choice_layout<layout_of<T>>) {
            return check_choice<T>(element, state);
        }
    }
    T unused{};
    return decode_element(element, unused, state);
}

/// The first element of `input` as a T tagged as `tag` says; what follows it is left alone. The value views
/// `input`.
template <class T>
bool decode_first(Bytes input, T& value, TagSpec tag, DecodeState& state) {
    Reader reader(input);
    Element element;
    if (reader.done()) return state.malformed("nothing to decode", input.data());
    if (!reader.next(element, state)) return false;
    if (!detail::matches<T>(element, tag)) return state.malformed("unexpected element", element.whole.data());
    return detail::decode_tagged(element, value, tag, state);
}

/// All of `input` as one T. The value views `input`. Errors: malformed with offset and path; limit for
/// nesting.
template <class T>
Result<T> decode(Bytes input, TagSpec tag = natural, unsigned max_depth = limits::ber_depth) {
    DecodeState state(input, max_depth);
    T value{};
    Reader reader(input);
    Element element;
    const bool good =
        (!reader.done() || state.malformed("nothing to decode", input.data())) &&
        reader.next(element, state) &&
        (reader.done() || state.malformed("octets after the end", reader.position())) &&
        (detail::matches<T>(element, tag) || state.malformed("unexpected element", element.whole.data())) &&
        detail::decode_tagged(element, value, tag, state);
    if (!good) return Failure(state.error());
    return value;
}

// ---- encoding
// -------------------------------------------------------------------------------------------------

namespace detail {

template <class T>
void encode_content(BackWriter& writer, const T& value);

template <class T>
void encode_items(BackWriter& writer, const List<T>& list) {
    if (list.is_produced()) {
        list.produce(writer);
    } else if (!list.is_encoded()) {
        const auto items = list.viewed();
        for (std::size_t i = items.size(); i-- > 0;) encode_tagged(writer, items[i], natural);
    } else {
        // Sending on what was received: rare, so the order is turned around on the heap.
        std::vector<T> items(list.begin(), list.end());
        for (std::size_t i = items.size(); i-- > 0;) encode_tagged(writer, items[i], natural);
    }
}

template <class F, class Member>
void encode_member(BackWriter& writer, const F& f, const Member& member) {
    if constexpr (is_optional<Member>) {
        if (member) encode_tagged(writer, *member, f.tag);
    } else if constexpr (F::has_default) {
        if (f.always_sent || !(member == f.default_value)) encode_tagged(writer, member, f.tag);
    } else {
        encode_tagged(writer, member, f.tag);
    }
}

template <class T>
void encode_fields(BackWriter& writer, const T& value) {
    constexpr auto& fields = Layout<T>::value.fields;
    constexpr std::size_t count = std::tuple_size_v<std::remove_cvref_t<decltype(fields)>>;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        (encode_member(writer, std::get<count - 1 - I>(fields),
                       value.*(std::get<count - 1 - I>(fields).member)),
         ...);
    }
    (std::make_index_sequence<count>());
}

template <class T>
void encode_choice(BackWriter& writer, const T& value) {
    const auto& variant = value.*(Layout<T>::value.member);
    using Types = std::remove_cvref_t<decltype(variant)>;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        ((variant.index() == I
              ? encode_tagged(writer, *std::get_if<I>(&variant), Layout<T>::value.alternatives[I].tag)
              : void()),
         ...);
    }
    (std::make_index_sequence<std::variant_size_v<Types>>());
}

/// The content octets, without identifier and length, of anything but a CHOICE.
template <class T>
void encode_content(BackWriter& writer, const T& value) {
    if constexpr (HasPrimitive<T>) {
        Primitive<T>::encode(writer, value);
    } else if constexpr (is_list<T>) {
        encode_items(writer, value);
    } else if constexpr (is_one<T>) {
        encode_content(writer, value.get());
    } else if constexpr (is_transparent_layout<layout_of<T>>) {
        encode_content(writer, value.*(Layout<T>::value.member));
    } else {
        encode_fields(writer, value);
    }
}

/// The whole element of a CHOICE under its alternative's own tag.
template <class T>
void encode_untagged_choice(BackWriter& writer, const T& value) {
    if constexpr (std::is_same_v<T, Any>) {
        writer.prepend_bytes(value.element);
    } else if constexpr (is_one<T>) {
        if (value.is_produced()) {
            value.produce(writer);
        } else {
            encode_untagged_choice(writer, value.get());
        }
    } else if constexpr (is_transparent_layout<layout_of<T>>) {
        encode_untagged_choice(writer, value.*(Layout<T>::value.member));
    } else {
        encode_choice(writer, value);
    }
}

}  // namespace detail

/// Prepends `value` as a whole element tagged as `tag` says.
template <class T>
void encode_tagged(BackWriter& writer, const T& value, TagSpec tag) {
    using namespace detail;
    const std::size_t before = writer.size();
    if constexpr (is_choice<T>()) {
        encode_untagged_choice(writer, value);
        if (tag.tagging != Tagging::natural) encode_header(writer, tag.key, true, writer.size() - before);
    } else {
        encode_content(writer, value);
        const TagKey own = tag.tagging == Tagging::replaced ? tag.key : natural_key<T>();
        encode_header(writer, own, is_constructed<T>(), writer.size() - before);
        if (tag.tagging == Tagging::around) encode_header(writer, tag.key, true, writer.size() - before);
    }
}

template <class T>
void encode(BackWriter& writer, const T& value, TagSpec tag = natural) {
    encode_tagged(writer, value, tag);
}

/// The same into octets of its own; for tests and rare messages.
template <class T>
ByteVector encoded(const T& value, TagSpec tag = natural) {
    BackWriter writer;
    encode_tagged(writer, value, tag);
    const Bytes bytes = writer.bytes();
    return {bytes.begin(), bytes.end()};
}

}  // namespace busbar::ber
