// SPDX-License-Identifier: Apache-2.0
// One logical node's type and instance values into the builder: data objects, attributes, arrays, values.
// Values of the instance win over those of the type; a setting group's value goes to its group.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "model/builder.hpp"
#include "scl/document.hpp"

namespace busbar::scl {

/// Instances that stand for one object, each with the array elements that it means, from the outside in.
struct Site {
    const Instance* instance = nullptr;
    std::vector<std::uint32_t> indexes;
    bool all = false;  ///< an array on the way was named without ix: all of its elements
};
using Sites = std::vector<Site>;

class Expander {
public:
    /// `groups`: setting groups of the logical device that follows, 0 for none.
    Expander(model::Builder& builder, SclEdition edition, FindingList& findings)
        : builder_(builder), edition_(edition), findings_(findings) {}

    /// Leaves so far, elements of arrays counted.
    [[nodiscard]] std::uint64_t leaves() const { return leaves_; }

    void set_device(std::uint32_t groups, std::uint32_t active_group) {
        groups_ = groups;
        active_group_ = active_group;
    }
    void node(model::Builder::Ln handle, const LogicalNode& node);

    /// Attributes and structures; used for those that are added by the rules of 8-1 too. `fc` is that of the
    /// attribute directly below the data object.
    void attribute(model::Builder::Item parent, const Type& owner, const Member& member, Fc fc,
                   const Sites& owner_sites);
    [[nodiscard]] model::Builder& builder() { return builder_; }
    std::optional<std::uint16_t> enumeration(const EnumType* type);

private:
    template <class Inside>
    void repeated(std::uint32_t count, Inside inside);
    void members(model::Builder::Item item, const Type& type, Fc fc, const Sites& sites);
    void values(model::Builder::Item leaf, const Member& member, Fc fc, const Sites& sites);
    void value(model::Builder::Item leaf, const Member& member, Fc fc, const Val& val,
               std::span<const std::uint32_t> indexes);
    [[nodiscard]] std::uint32_t count_of(const Type& owner, const Member& member, const Sites& owner_sites);

    model::Builder& builder_;
    SclEdition edition_;
    FindingList& findings_;
    std::uint64_t leaves_ = 0;
    std::uint64_t repeated_ = 1;  ///< elements of the arrays that are open, multiplied
    std::uint32_t groups_ = 0;
    std::uint32_t active_group_ = 1;
    std::unordered_map<const EnumType*, std::uint16_t> enums_;
};

/// Number held by an attribute of `type` at these sites: the instance's value, else the type's.
std::optional<std::int64_t> attribute_number(const Type& type, std::string_view name, const Sites& sites);

/// Adds the control attributes that `ctlModel` asks for and the DOType lacks (edition 1 files; IEC 61850-8-1
/// clause 20). Nothing where the data object cannot be controlled.
void synthesise_control(Expander& expander, model::Builder::Item item, const Type& type, const Sites& sites,
                        FindingList& findings);

}  // namespace busbar::scl
