// SPDX-License-Identifier: Apache-2.0
// DataTypeTemplates of an SCL file (IEC 61850-6 clause 9.5): LNodeType, DOType, DAType, EnumType, with the
// references between them resolved. One struct serves the first three, which differ only in what their
// members may be. Order of members is kept: it is the order on the wire.
#pragma once

#include <busbar/basic_type.hpp>
#include <busbar/fc.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "acsi/enums.hpp"
#include "scl/xml.hpp"

namespace busbar::scl {

struct Type;

/// `<Val sGroup="1">on</Val>`
struct Val {
    Text text;
    Text group;  ///< sGroup as written, null where absent
};

enum class ValKind : std::uint8_t { set, conf, ro, spec };

/// EnumType: literals and their numbers, in the order of the file.
struct EnumType {
    Text id;
    std::uint32_t at = 0;
    std::vector<acsi::Literal> literals;

    /// What an attribute starts with where no value is given: 0, or the first literal where 0 is none.
    std::int32_t initial = 0;
};

/// What a member of a type is.
enum class MemberKind : std::uint8_t {
    data_object,  ///< DO of an LNodeType, SDO of a DOType
    structure,    ///< DA or BDA with bType Struct
    leaf,         ///< DA or BDA of a basic type
    address,      ///< DA or BDA with bType PhyComAddr, a structure of its own
    broken,       ///< its type cannot be resolved
};

/// DO, SDO, DA or BDA.
struct Member {
    MemberKind kind = MemberKind::broken;
    BasicType basic = BasicType::boolean;  ///< leaf only
    Fc fc = Fc::none;                      ///< DA only; BDAs take it from the DA they stand in
    ValKind val_kind = ValKind::set;
    bool has_val_kind = false;
    bool dchg = false, qchg = false, dupd = false;
    bool transient = false;
    bool dropped = false;   ///< a bad or second name: as if it were not there
    bool is_array = false;  ///< `count` is given and not 0
    std::uint32_t at = 0;
    std::uint32_t count = 0;  ///< elements; 0 where the number stands in the attribute `count_name`
    Text name, basic_text, fc_text, type_id, count_text, val_kind_text;
    Text count_name;             ///< the attribute of the same type that holds the number of elements
    const Type* type = nullptr;  ///< data_object, structure
    const EnumType* enumeration = nullptr;  ///< leaf of bType Enum
    std::vector<Val> values;
};

enum class TypeKind : std::uint8_t { ln, data_object, attribute };

struct Type {
    TypeKind kind = TypeKind::ln;
    Text id;
    Text cdc;  ///< cdc of a DOType, lnClass of an LNodeType
    std::uint32_t at = 0;
    std::vector<Member> members;
    std::vector<std::uint32_t>
        by_name;  ///< indexes of `members` that are not dropped, by name, then by order

    // Filled when the types are linked.
    std::uint64_t leaves = 0;     ///< of one instance, arrays multiplied out; saturated
    std::uint32_t fcs = 0;        ///< functional constraints of the attributes below, bit = enumerator
    std::uint32_t depth = 0;      ///< levels of members below, 1 for a type of leaves only
    std::string_view fault_code;  ///< why it cannot be served, itself or by a type below it; empty = it can
    std::uint32_t fault_at = 0;
    std::string fault_text;

    /// The member of that name; nothing for one that was dropped.
    [[nodiscard]] const Member* find(std::string_view name) const;
    /// The same among attributes of one functional constraint, where SG and SE stand for each other.
    [[nodiscard]] const Member* find(std::string_view name, Fc fc) const;
    /// Whether there is an attribute of exactly this functional constraint.
    [[nodiscard]] bool has(std::string_view name, Fc fc) const;
    void index();
    /// Takes dropped members out of the index.
    void forget_dropped();
    /// Notes why it cannot be served; the first reason stays.
    void fail(std::string_view why, std::uint32_t where, std::string text);
};

/// All types of a file. Where an id is defined twice, the first definition counts.
class TypeTable {
public:
    std::vector<Type> types;
    std::vector<EnumType> enums;

    [[nodiscard]] const Type* find(TypeKind kind, std::string_view id) const;
    [[nodiscard]] const EnumType* find_enum(std::string_view id) const;
    /// `did you mean "X"?` with the id of that kind that is spelled most like `id`, or empty.
    [[nodiscard]] std::string hint(TypeKind kind, std::string_view id, const FindingList& findings) const;

    /// Resolves every reference, finds cycles and sizes, and reports what is wrong.
    void link(FindingList& findings);

private:
    using Index = std::unordered_map<std::string_view, std::uint32_t>;
    void index(FindingList& findings);
    void resolve(Type& type, Member& member, FindingList& findings);
    void check_names(Type& type, FindingList& findings);
    void measure(FindingList& findings);
    static void check_literals(const EnumType& type, FindingList& findings);

    Index ids_[3];
    Index enum_ids_;
};

std::string_view name_of(TypeKind kind);
/// "DOType ENC_1.stVal"
std::string path_of(const Type& type, std::string_view member = {});

}  // namespace busbar::scl
