// SPDX-License-Identifier: Apache-2.0
// TypeDescriptions of ISO 9506-2 as nodes of a model (8-1: a logical node is a structure of functional
// constraints, each a structure of data), and trees from flattened names where a server describes no types.
#pragma once

#include "client/model_data.hpp"
#include "mms/type_description.hpp"

namespace busbar::client {

/// Types nested deeper than any of IEC 61850 (7) with room for arrays; deeper ones are refused.
inline constexpr unsigned max_type_depth = 24;

/// Where a description hangs: a logical node, a functional constraint, or data below one.
struct Place {
    std::string_view name;
    NodeKind kind = NodeKind::data;
    Fc fc = Fc::none;
};

/// Appends the type with all below it. False where it is nested too deeply or the builder is full; nothing of
/// it is left then.
bool append_type(ModelBuilder& builder, const Place& place, const mms::TypeDescription& type);

/// Names of one logical node, flattened ("LN", "LN$FC", "LN$FC$DO", ...), in any order and with gaps, as a
/// tree.
class NameTree {
public:
    struct Item {
        std::string name;
        std::vector<std::uint32_t> children;
    };
    NameTree() { items_.emplace_back(); }
    /// Adds "FC$DO$DA": the part after "LN$".
    void add(std::string_view path);
    [[nodiscard]] const Item& item(std::uint32_t index) const { return items_[index]; }
    /// The logical node itself.
    [[nodiscard]] const Item& root() const { return items_[0]; }
    /// Appends an item and all below it; leaves get an unknown type.
    bool append_to(ModelBuilder& builder, const Place& place, std::uint32_t index, unsigned depth = 0) const;

private:
    std::vector<Item> items_;
    std::unordered_map<std::string, std::uint32_t> by_path_;
};

}  // namespace busbar::client
