// SPDX-License-Identifier: Apache-2.0
// Basic types of IEC 61850-7-2 and -7-3 as SCL names them (bType), with their MMS mapping by 8-1 and the slot
// that each takes in a process image. Struct and PhyComAddr are structures of these.
// INT128 is announced with its width, but values are kept within 64 bits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace busbar {

enum class BasicType : std::uint8_t {
    boolean,
    int8,
    int16,
    int24,
    int32,
    int64,
    int128,
    int8u,
    int16u,
    int24u,
    int32u,
    float32,
    float64,
    enumerated,
    dbpos,
    tcmd,
    quality,
    check,
    trg_ops,
    opt_flds,
    sv_opt_flds,
    log_opt_flds,
    timestamp,
    entry_time,
    vis_string32,
    vis_string64,
    vis_string65,
    vis_string129,
    vis_string255,
    obj_ref,
    currency,
    octet6,
    octet16,
    octet64,
    entry_id,
    unicode255,
};
inline constexpr std::size_t basic_type_count = 36;

/// The MMS type class (ISO 9506-2 TypeDescription) of a basic type, without knowing MMS.
enum class TypeClass : std::uint8_t {
    boolean,
    bit_string,
    integer,
    unsigned_integer,
    floating_point,
    octet_string,
    visible_string,
    mms_string,
    binary_time,
    utc_time,
};

/// Constants of one basic type.
struct BasicTypeTraits {
    BasicType type;
    std::string_view name;  ///< bType of SCL, exact spelling
    TypeClass type_class;
    /// What a type description says: width in bits (integers, floats), else size in bits, octets or
    /// characters, negative = variable up to. 0 for boolean and times.
    std::int16_t announced;
    /// Octets in the image. Strings: a length, then max_octets.
    std::uint16_t slot_octets;
    std::uint8_t alignment;
    /// Largest value in octets, for strings; octets of the fixed form for others.
    std::uint16_t max_octets;
    std::int64_t min;  ///< smallest value; integers only
    std::int64_t max;  ///< largest value; integers only
};

const BasicTypeTraits& traits_of(BasicType type);
/// All types in the order of the enumeration.
std::span<const BasicTypeTraits> basic_types();
/// The bType of SCL: "INT32U", "Dbpos".
std::string_view name_of(BasicType type);
/// Exact match of a bType. Nothing for "Struct", "PhyComAddr" and unknown names.
std::optional<BasicType> basic_type_from_name(std::string_view name);
std::string_view name_of(TypeClass type_class);

}  // namespace busbar
