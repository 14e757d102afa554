// SPDX-License-Identifier: Apache-2.0
// The table of basic types (IEC 61850-8-1 clause on mapping of basic types; sizes as announced in type
// descriptions).
#include <array>
#include <busbar/basic_type.hpp>
#include <limits>

namespace busbar {
namespace {

using enum BasicType;

constexpr BasicTypeTraits integer(BasicType type, std::string_view name, std::int16_t bits, bool is_signed,
                                  std::uint8_t octets) {
    const unsigned held = bits > 64 ? 64U : static_cast<unsigned>(bits);
    const auto half = std::uint64_t{1} << (held - 1U);
    const auto top = static_cast<std::int64_t>(half - 1U);
    return {type,
            name,
            is_signed ? TypeClass::integer : TypeClass::unsigned_integer,
            bits,
            octets,
            octets,
            octets,
            is_signed ? -top - 1 : 0,
            is_signed ? top : static_cast<std::int64_t>(half - 1U + half)};
}

constexpr BasicTypeTraits bits(BasicType type, std::string_view name, std::int16_t announced) {
    const int size = announced < 0 ? -announced : announced;
    const auto octets = static_cast<std::uint8_t>((size + 7) / 8);
    return {type, name, TypeClass::bit_string, announced, octets, octets, octets, 0, 0};
}

constexpr BasicTypeTraits text(BasicType type, std::string_view name, std::int16_t max) {
    return {type,
            name,
            TypeClass::visible_string,
            static_cast<std::int16_t>(-max),
            static_cast<std::uint16_t>(max + 1),
            1,
            static_cast<std::uint16_t>(max),
            0,
            0};
}

constexpr BasicTypeTraits octet_string(BasicType type, std::string_view name, std::int16_t announced) {
    const int size = announced < 0 ? -announced : announced;
    return {type,
            name,
            TypeClass::octet_string,
            announced,
            static_cast<std::uint16_t>(size + 1),
            1,
            static_cast<std::uint16_t>(size),
            0,
            0};
}

constexpr std::int64_t int32_min = std::numeric_limits<std::int32_t>::min();
constexpr std::int64_t int32_max = std::numeric_limits<std::int32_t>::max();

// Unicode255 counts characters; each takes up to four octets of UTF-8.
constexpr std::array<BasicTypeTraits, basic_type_count> types = {{
    {boolean, "BOOLEAN", TypeClass::boolean, 0, 1, 1, 1, 0, 0},
    integer(int8, "INT8", 8, true, 1),
    integer(int16, "INT16", 16, true, 2),
    integer(int24, "INT24", 24, true, 4),
    integer(int32, "INT32", 32, true, 4),
    integer(int64, "INT64", 64, true, 8),
    integer(int128, "INT128", 128, true, 8),
    integer(int8u, "INT8U", 8, false, 1),
    integer(int16u, "INT16U", 16, false, 2),
    integer(int24u, "INT24U", 24, false, 4),
    integer(int32u, "INT32U", 32, false, 4),
    {float32, "FLOAT32", TypeClass::floating_point, 32, 4, 4, 4, 0, 0},
    {float64, "FLOAT64", TypeClass::floating_point, 64, 8, 8, 8, 0, 0},
    {enumerated, "Enum", TypeClass::integer, 8, 4, 4, 4, int32_min, int32_max},
    bits(dbpos, "Dbpos", 2),
    bits(tcmd, "Tcmd", 2),
    bits(quality, "Quality", -13),
    bits(check, "Check", -2),
    bits(trg_ops, "TrgOps", -6),
    bits(opt_flds, "OptFlds", -10),
    bits(sv_opt_flds, "SvOptFlds", -5),
    bits(log_opt_flds, "LogOptFlds", -1),
    {timestamp, "Timestamp", TypeClass::utc_time, 0, 8, 1, 8, 0, 0},
    {entry_time, "EntryTime", TypeClass::binary_time, 0, 6, 1, 6, 0, 0},
    text(vis_string32, "VisString32", 32),
    text(vis_string64, "VisString64", 64),
    text(vis_string65, "VisString65", 65),
    text(vis_string129, "VisString129", 129),
    text(vis_string255, "VisString255", 255),
    text(obj_ref, "ObjRef", 129),
    text(currency, "Currency", 3),
    octet_string(octet6, "Octet6", -6),
    octet_string(octet16, "Octet16", -16),
    octet_string(octet64, "Octet64", -64),
    {entry_id, "EntryID", TypeClass::octet_string, 8, 8, 1, 8, 0, 0},
    {unicode255, "Unicode255", TypeClass::mms_string, -255, 1022, 2, 1020, 0, 0},
}};

constexpr bool types_in_order() {
    for (std::size_t i = 0; i < types.size(); ++i) {
        if (static_cast<std::size_t>(types[i].type) != i) return false;
    }
    return true;
}
static_assert(types_in_order());

}  // namespace

const BasicTypeTraits& traits_of(BasicType type) {
    return types[static_cast<std::size_t>(type)];
}

std::span<const BasicTypeTraits> basic_types() {
    return types;
}

std::string_view name_of(BasicType type) {
    return traits_of(type).name;
}

std::optional<BasicType> basic_type_from_name(std::string_view name) {
    for (const BasicTypeTraits& traits : types) {
        if (traits.name == name) return traits.type;
    }
    return std::nullopt;
}

std::string_view name_of(TypeClass type_class) {
    switch (type_class) {
        case TypeClass::boolean: return "boolean";
        case TypeClass::bit_string: return "bit-string";
        case TypeClass::integer: return "integer";
        case TypeClass::unsigned_integer: return "unsigned";
        case TypeClass::floating_point: return "floating-point";
        case TypeClass::octet_string: return "octet-string";
        case TypeClass::visible_string: return "visible-string";
        case TypeClass::mms_string: return "mms-string";
        case TypeClass::binary_time: return "binary-time";
        case TypeClass::utc_time: return "utc-time";
    }
    return {};
}

}  // namespace busbar
