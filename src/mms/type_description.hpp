// SPDX-License-Identifier: Apache-2.0
// ObjectName, Address and TypeDescription of ISO 9506-2. TypeSpecification differs from TypeDescription in
// that it may name a type; one type serves for both. REAL's parameters are kept as they come (nobody uses
// it).
#pragma once

#include "ber/layout.hpp"

namespace busbar::mms {

struct VmdSpecific {
    ber::VisibleString item;
    friend bool operator==(const VmdSpecific&, const VmdSpecific&) = default;
};
struct DomainSpecific {
    ber::VisibleString domain;
    ber::VisibleString item;
    friend bool operator==(const DomainSpecific&, const DomainSpecific&) = default;
};
struct AaSpecific {
    ber::VisibleString item;
    friend bool operator==(const AaSpecific&, const AaSpecific&) = default;
};
struct ObjectName {
    std::variant<VmdSpecific, DomainSpecific, AaSpecific> value;

    [[nodiscard]] const VmdSpecific* vmd() const { return std::get_if<VmdSpecific>(&value); }
    [[nodiscard]] const DomainSpecific* domain() const { return std::get_if<DomainSpecific>(&value); }
    [[nodiscard]] const AaSpecific* aa() const { return std::get_if<AaSpecific>(&value); }
    friend bool operator==(const ObjectName&, const ObjectName&) = default;
};
/// "LD/LLN0$ST", "item" for the VMD, "@item" for the association: for messages to people.
std::string to_text(const ObjectName& name);

struct NumericAddress {
    std::uint32_t number = 0;
};
struct SymbolicAddress {
    ber::VisibleString text;
};
struct UnconstrainedAddress {
    ber::OctetString octets;
};
struct Address {
    std::variant<NumericAddress, SymbolicAddress, UnconstrainedAddress> value;
};

struct TypeDescription;

struct ArrayType {
    bool packed = false;
    std::uint32_t number_of_elements = 0;
    ber::One<TypeDescription> element_type;
};
struct StructureComponent {
    std::optional<ber::VisibleString> name;
    ber::One<TypeDescription> type;
};
struct StructureType {
    bool packed = false;
    ber::List<StructureComponent> components;
};
struct BooleanType {
    ber::Null none;
};
/// Bits. Sizes of this and the following types: negative = up to so many.
struct BitStringType {
    std::int32_t size = 0;
};
/// Width in bits: 8, 16, 32, 64, 128.
struct IntegerType {
    std::uint8_t width = 0;
};
struct UnsignedType {
    std::uint8_t width = 0;
};
/// Bits: 32 and 8, or 64 and 11.
struct FloatingPointType {
    std::uint8_t format_width = 0;
    std::uint8_t exponent_width = 0;
};
struct RealType {
    ber::List<ber::Any> parameters;
};
/// Octets.
struct OctetStringType {
    std::int32_t size = 0;
};
/// Characters.
struct VisibleStringType {
    std::int32_t size = 0;
};
struct GeneralizedTimeType {
    ber::Null none;
};
struct BinaryTimeType {
    bool has_date = false;  ///< 6 octets, else 4
};
struct BcdType {
    std::uint8_t digits = 0;
};
struct ObjectIdentifierType {
    ber::Null none;
};
/// Characters, of up to four octets each.
struct MmsStringType {
    std::int32_t size = 0;
};
struct UtcTimeType {
    ber::Null none;
};

struct TypeDescription {
    using Value = std::variant<ObjectName, ArrayType, StructureType, BooleanType, BitStringType, IntegerType,
                               UnsignedType, FloatingPointType, RealType, OctetStringType, VisibleStringType,
                               GeneralizedTimeType, BinaryTimeType, BcdType, ObjectIdentifierType,
                               MmsStringType, UtcTimeType>;
    Value value;

    template <class T>
    [[nodiscard]] const T* get_if() const {
        return std::get_if<T>(&value);
    }
};

}  // namespace busbar::mms

namespace busbar::ber {

template <>
struct Layout<mms::VmdSpecific> {
    static constexpr auto value = transparent(&mms::VmdSpecific::item);
};
template <>
struct Layout<mms::DomainSpecific> {
    using T = mms::DomainSpecific;
    static constexpr auto value = sequence(field("domainID", &T::domain), field("itemID", &T::item));
};
template <>
struct Layout<mms::AaSpecific> {
    static constexpr auto value = transparent(&mms::AaSpecific::item);
};
template <>
struct Layout<mms::ObjectName> {
    static constexpr auto value =
        choice(&mms::ObjectName::value, alternative("vmd-specific", context(0)),
               alternative("domain-specific", context(1)), alternative("aa-specific", context(2)));
};
template <>
struct Layout<mms::NumericAddress> {
    static constexpr auto value = transparent(&mms::NumericAddress::number);
};
template <>
struct Layout<mms::SymbolicAddress> {
    static constexpr auto value = transparent(&mms::SymbolicAddress::text);
};
template <>
struct Layout<mms::UnconstrainedAddress> {
    static constexpr auto value = transparent(&mms::UnconstrainedAddress::octets);
};
template <>
struct Layout<mms::Address> {
    static constexpr auto value =
        choice(&mms::Address::value, alternative("numericAddress", context(0)),
               alternative("symbolicAddress", context(1)), alternative("unconstrainedAddress", context(2)));
};
template <>
struct Layout<mms::ArrayType> {
    using T = mms::ArrayType;
    static constexpr auto value = sequence(field_or("packed", context(0), &T::packed, false),
                                           field("numberOfElements", context(1), &T::number_of_elements),
                                           field("elementType", context(2), &T::element_type));
};
template <>
struct Layout<mms::StructureComponent> {
    using T = mms::StructureComponent;
    static constexpr auto value =
        sequence(field("componentName", context(0), &T::name), field("componentType", context(1), &T::type));
};
template <>
struct Layout<mms::StructureType> {
    using T = mms::StructureType;
    static constexpr auto value = sequence(field_or("packed", context(0), &T::packed, false),
                                           field("components", context(1), &T::components));
};
template <>
struct Layout<mms::BooleanType> {
    static constexpr auto value = transparent(&mms::BooleanType::none);
};
template <>
struct Layout<mms::BitStringType> {
    static constexpr auto value = transparent(&mms::BitStringType::size);
};
template <>
struct Layout<mms::IntegerType> {
    static constexpr auto value = transparent(&mms::IntegerType::width);
};
template <>
struct Layout<mms::UnsignedType> {
    static constexpr auto value = transparent(&mms::UnsignedType::width);
};
template <>
struct Layout<mms::FloatingPointType> {
    using T = mms::FloatingPointType;
    static constexpr auto value =
        sequence(field("format-width", &T::format_width), field("exponent-width", &T::exponent_width));
};
template <>
struct Layout<mms::RealType> {
    static constexpr auto value = transparent(&mms::RealType::parameters);
};
template <>
struct Layout<mms::OctetStringType> {
    static constexpr auto value = transparent(&mms::OctetStringType::size);
};
template <>
struct Layout<mms::VisibleStringType> {
    static constexpr auto value = transparent(&mms::VisibleStringType::size);
};
template <>
struct Layout<mms::GeneralizedTimeType> {
    static constexpr auto value = transparent(&mms::GeneralizedTimeType::none);
};
template <>
struct Layout<mms::BinaryTimeType> {
    static constexpr auto value = transparent(&mms::BinaryTimeType::has_date);
};
template <>
struct Layout<mms::BcdType> {
    static constexpr auto value = transparent(&mms::BcdType::digits);
};
template <>
struct Layout<mms::ObjectIdentifierType> {
    static constexpr auto value = transparent(&mms::ObjectIdentifierType::none);
};
template <>
struct Layout<mms::MmsStringType> {
    static constexpr auto value = transparent(&mms::MmsStringType::size);
};
template <>
struct Layout<mms::UtcTimeType> {
    static constexpr auto value = transparent(&mms::UtcTimeType::none);
};
template <>
struct Layout<mms::TypeDescription> {
    static constexpr auto value =
        choice(&mms::TypeDescription::value, alternative("typeName", context(0)),
               alternative("array", context(1)), alternative("structure", context(2)),
               alternative("boolean", context(3)), alternative("bit-string", context(4)),
               alternative("integer", context(5)), alternative("unsigned", context(6)),
               alternative("floating-point", context(7)), alternative("real", context(8)),
               alternative("octet-string", context(9)), alternative("visible-string", context(10)),
               alternative("generalized-time", context(11)), alternative("binary-time", context(12)),
               alternative("bcd", context(13)), alternative("objId", context(15)),
               alternative("mMSString", context(16)), alternative("utc-time", context(17)));
};

// Instantiated once, in type_description.cpp.
extern template bool decode_element(const Element&, mms::TypeDescription&, DecodeState&);
extern template bool decode_element(const Element&, mms::StructureComponent&, DecodeState&);

}  // namespace busbar::ber
