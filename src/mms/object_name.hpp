// SPDX-License-Identifier: Apache-2.0
// How MMS names things (ISO 9506-2): ObjectName, ObjectClass, and the ways to say which variables a Read,
// Write or report is about, AlternateAccess to parts of a variable at any depth included. ScatteredAccess and
// event-enrollment specifics are not taken apart: IEC 61850-8-1 has no use for them.
#pragma once

#include "ber/layout.hpp"
#include "mms/type_description.hpp"

namespace busbar::mms {

enum class ObjectClassNumber : std::int32_t {
    named_variable = 0,
    scattered_access = 1,
    named_variable_list = 2,
    named_type = 3,
    semaphore = 4,
    event_condition = 5,
    event_action = 6,
    event_enrollment = 7,
    journal = 8,
    domain = 9,
    program_invocation = 10,
    operator_station = 11,
};
std::string_view name_of(ObjectClassNumber number);

/// csObjectClass of later editions.
struct CompanionObjectClass {
    std::int32_t number = 0;
};
struct ObjectClass {
    std::variant<ObjectClassNumber, CompanionObjectClass> value;
};

/// A part of a variable. A component may be one name, or several levels joined by '$'.
struct Component {
    ber::VisibleString name;
    friend bool operator==(const Component&, const Component&) = default;
};
struct Index {
    std::uint32_t index = 0;
    friend bool operator==(const Index&, const Index&) = default;
};
struct IndexRange {
    std::uint32_t low_index = 0;
    std::uint32_t number_of_elements = 0;
    friend bool operator==(const IndexRange&, const IndexRange&) = default;
};
struct AllElements {
    ber::Null none;
    friend bool operator==(const AllElements&, const AllElements&) = default;
};
using Selector = std::variant<Component, Index, IndexRange, AllElements>;

struct AlternateAccessItem;
/// SEQUENCE OF: what is taken of the variable, one after the other.
using AlternateAccess = ber::List<AlternateAccessItem>;

/// A selection that ends here. Its tags are one higher than those of an AccessSelection.
struct SelectAccess {
    Selector selector;
};
struct AccessSelection {
    Selector selector;
};
/// A selection from which further ones go on.
struct SelectAlternateAccess {
    AccessSelection selection;
    AlternateAccess alternate_access;
};
struct AlternateAccessSelection {
    std::variant<SelectAlternateAccess, SelectAccess> value;
};
/// A selection whose result gets a name.
struct NamedAccess {
    ber::VisibleString component_name;
    AlternateAccessSelection access;
};
struct AlternateAccessItem {
    std::variant<AlternateAccessSelection, NamedAccess> value;

    /// The selection, named or not.
    [[nodiscard]] const AlternateAccessSelection& selection() const {
        const auto* named = std::get_if<NamedAccess>(&value);
        return named != nullptr ? named->access : *std::get_if<AlternateAccessSelection>(&value);
    }
};

/// Variables without a name.
struct VariableDescription {
    Address address;
    TypeDescription type;
};
struct ScatteredAccess {
    ber::List<ber::Any> components;
};
struct Invalidated {
    ber::Null none;
};
struct VariableSpecification {
    std::variant<ObjectName, Address, VariableDescription, ScatteredAccess, Invalidated> value;

    [[nodiscard]] const ObjectName* name() const { return std::get_if<ObjectName>(&value); }
};

/// One item of a list of variables.
struct ListEntry {
    VariableSpecification variable;
    std::optional<AlternateAccess> alternate_access;
};

/// listOfVariable, or the name of a named variable list.
struct VariableAccessSpecification {
    std::variant<ber::List<ListEntry>, ObjectName> value;

    [[nodiscard]] const ber::List<ListEntry>* variables() const {
        return std::get_if<ber::List<ListEntry>>(&value);
    }
    [[nodiscard]] const ObjectName* list_name() const { return std::get_if<ObjectName>(&value); }
};

}  // namespace busbar::mms

namespace busbar::ber {

template <>
struct Layout<mms::CompanionObjectClass> {
    static constexpr auto value = transparent(&mms::CompanionObjectClass::number);
};
template <>
struct Layout<mms::ObjectClass> {
    static constexpr auto value =
        choice(&mms::ObjectClass::value, alternative("basicObjectClass", context(0)),
               alternative("csObjectClass", context(1)));
};
template <>
struct Layout<mms::Component> {
    static constexpr auto value = transparent(&mms::Component::name);
};
template <>
struct Layout<mms::Index> {
    static constexpr auto value = transparent(&mms::Index::index);
};
template <>
struct Layout<mms::IndexRange> {
    using T = mms::IndexRange;
    static constexpr auto value = sequence(field("lowIndex", context(0), &T::low_index),
                                           field("numberOfElements", context(1), &T::number_of_elements));
};
template <>
struct Layout<mms::AllElements> {
    static constexpr auto value = transparent(&mms::AllElements::none);
};
template <>
struct Layout<mms::SelectAccess> {
    static constexpr auto value = choice(
        &mms::SelectAccess::selector, alternative("component", context(1)), alternative("index", context(2)),
        alternative("indexRange", context(3)), alternative("allElements", context(4)));
};
template <>
struct Layout<mms::AccessSelection> {
    static constexpr auto value =
        choice(&mms::AccessSelection::selector, alternative("component", context(0)),
               alternative("index", context(1)), alternative("indexRange", context(2)),
               alternative("allElements", context(3)));
};
template <>
struct Layout<mms::SelectAlternateAccess> {
    using T = mms::SelectAlternateAccess;
    static constexpr auto value =
        sequence(field("accessSelection", &T::selection), field("alternateAccess", &T::alternate_access));
};
template <>
struct Layout<mms::AlternateAccessSelection> {
    static constexpr auto value =
        choice(&mms::AlternateAccessSelection::value, alternative("selectAlternateAccess", context(0)),
               alternative("selectAccess"));
};
template <>
struct Layout<mms::NamedAccess> {
    using T = mms::NamedAccess;
    static constexpr auto value = sequence(field("componentName", context(0), &T::component_name),
                                           field("accessSelection", &T::access));
};
template <>
struct Layout<mms::AlternateAccessItem> {
    static constexpr auto value =
        choice(&mms::AlternateAccessItem::value, alternative("unnamed"), alternative("named", context(5)));
};
template <>
struct Layout<mms::VariableDescription> {
    using T = mms::VariableDescription;
    static constexpr auto value =
        sequence(field("address", context(0), &T::address), field("typeSpecification", context(1), &T::type));
};
template <>
struct Layout<mms::ScatteredAccess> {
    static constexpr auto value = transparent(&mms::ScatteredAccess::components);
};
template <>
struct Layout<mms::Invalidated> {
    static constexpr auto value = transparent(&mms::Invalidated::none);
};
template <>
struct Layout<mms::VariableSpecification> {
    static constexpr auto value =
        choice(&mms::VariableSpecification::value, alternative("name", context(0)),
               alternative("address", context(1)), alternative("variableDescription", context(2)),
               alternative("scatteredAccessDescription", context(3)), alternative("invalidated", context(4)));
};
template <>
struct Layout<mms::ListEntry> {
    using T = mms::ListEntry;
    static constexpr auto value = sequence(field("variableSpecification", &T::variable),
                                           field("alternateAccess", context(5), &T::alternate_access));
};
template <>
struct Layout<mms::VariableAccessSpecification> {
    static constexpr auto value =
        choice(&mms::VariableAccessSpecification::value, alternative("listOfVariable", context(0)),
               alternative("variableListName", context(1)));
};

// Instantiated once, in object_name.cpp.
extern template bool decode_element(const Element&, mms::AlternateAccessItem&, DecodeState&);
extern template bool decode_element(const Element&, mms::ListEntry&, DecodeState&);

}  // namespace busbar::ber
