// SPDX-License-Identifier: Apache-2.0
// The records of a model: nodes in MMS order (LD, LN, FC, DO, ..., leaf) and the leaves they end in. Every
// object that a client can name is one node, and its values are one contiguous range of leaves.
#pragma once

#include <busbar/basic_type.hpp>
#include <busbar/fc.hpp>
#include <cstdint>
#include <limits>

namespace busbar::model {

/// Position of a node in Model::nodes(). Preorder: the descendants of n are n+1 .. node(n).end-1.
enum class NodeId : std::uint32_t {};
/// Position of a leaf in Model::leaves(), in the same order.
enum class LeafId : std::uint32_t {};
inline constexpr NodeId no_node{std::numeric_limits<std::uint32_t>::max()};
inline constexpr LeafId no_leaf{std::numeric_limits<std::uint32_t>::max()};

constexpr std::uint32_t index(NodeId id) {
    return static_cast<std::uint32_t>(id);
}
constexpr std::uint32_t index(LeafId id) {
    return static_cast<std::uint32_t>(id);
}
constexpr NodeId operator+(NodeId id, std::uint32_t n) {
    return NodeId{index(id) + n};
}
constexpr LeafId operator+(LeafId id, std::uint32_t n) {
    return LeafId{index(id) + n};
}

enum class NodeKind : std::uint8_t {
    logical_device,
    logical_node,
    functional_constraint,
    data_object,    ///< DO or SDO below one functional constraint
    control_block,  ///< RCB, LCB, SGCB, GoCB, SVCB
    structure,      ///< attribute of a constructed type
    array,          ///< child_count unnamed elements of one shape
    leaf,           ///< attribute of a basic type
};

/// What makes a report or log entry, as a set of bits.
enum class Triggers : std::uint8_t { none = 0, data_change = 1, quality_change = 2, data_update = 4 };
constexpr Triggers operator|(Triggers a, Triggers b) {
    return static_cast<Triggers>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
constexpr Triggers operator&(Triggers a, Triggers b) {
    return static_cast<Triggers>(static_cast<unsigned>(a) & static_cast<unsigned>(b));
}
constexpr bool any(Triggers triggers) {
    return triggers != Triggers::none;
}

/// SCL valKind: who may change the value.
enum class ValKind : std::uint8_t {
    spec,  ///< value is a specification only
    conf,  ///< fixed by configuration
    ro,    ///< visible online, not writable
    set,   ///< writable online where the functional constraint allows
};

inline constexpr std::uint16_t no_info = 0xFFFF;

struct Node {
    std::uint32_t name = 0;  ///< for Model::name(); 0 = unnamed (array elements)
    NodeId parent = no_node;
    std::uint32_t end = 0;         ///< one past the last descendant
    std::uint32_t first_leaf = 0;  ///< leaves first_leaf .. first_leaf + leaf_count - 1
    std::uint32_t leaf_count = 0;
    std::uint32_t child_count = 0;  ///< direct children; elements of an array
    /// By kind: position in Model::logical_device_infos(), logical_node_infos(), cdc table, the definitions
    /// of that control block (report_controls(), ...), or Model::enum_types() for an enumerated leaf; else
    /// no_info.
    std::uint16_t info = no_info;
    NodeKind kind = NodeKind::leaf;
    Fc fc = Fc::none;
    BasicType type = BasicType::boolean;  ///< leaves only
    std::uint8_t access = 0;              ///< see val_kind() and writable()
    std::uint8_t depth = 0;               ///< logical device 0, logical node 1, functional constraint 2, ...
    Triggers triggers = Triggers::none;   ///< leaves only, inherited from the attributes above

    static constexpr std::uint8_t writable_bit = 0x80;
    static constexpr std::uint8_t in_array_bit = 0x40;
    [[nodiscard]] constexpr ValKind val_kind() const { return static_cast<ValKind>(access & 3U); }
    /// An ordinary Write is allowed by functional constraint, valKind and ValueHandling setToRO. Control
    /// blocks, controls and the edit group have rules of their own and are not marked here.
    [[nodiscard]] constexpr bool writable() const { return (access & writable_bit) != 0; }
    /// An element of an array or below one: has no item id of its own.
    [[nodiscard]] constexpr bool in_array() const { return (access & in_array_bit) != 0; }
    [[nodiscard]] constexpr bool is_leaf() const { return kind == NodeKind::leaf; }
};
static_assert(sizeof(Node) == 32);

/// What reading and writing a value needs, beside the tree so that a slice is walked in few cache lines.
struct Leaf {
    std::uint32_t offset = 0;  ///< of the slot in the image
    NodeId node = no_node;
    std::uint16_t size = 0;  ///< octets of the slot
    BasicType type = BasicType::boolean;
    Triggers triggers = Triggers::none;
};
static_assert(sizeof(Leaf) == 12);

}  // namespace busbar::model
