// SPDX-License-Identifier: Apache-2.0
// The device model: an immutable tree over a flat process image, compiled by Builder. Any number of threads
// may read one. Names: domain = logical device, item id = LN$FC$DO$DA (IEC 61850-8-1). All lookups and
// iterations are free of allocation unless they return a std::string.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/definitions.hpp"
#include "model/node.hpp"

namespace busbar::model {

class Model;
class Compiler;

/// The direct children of a node, in order: `for (NodeId child : model.children(node))`.
class Children {
public:
    class Iterator {
    public:
        using value_type = NodeId;
        using difference_type = std::ptrdiff_t;
        Iterator() = default;
        Iterator(const Node* nodes, NodeId at) : nodes_(nodes), at_(at) {}
        NodeId operator*() const { return at_; }
        Iterator& operator++() {
            at_ = NodeId{nodes_[index(at_)].end};
            return *this;
        }
        Iterator operator++(int) {
            Iterator before = *this;
            ++*this;
            return before;
        }
        friend bool operator==(const Iterator& a, const Iterator& b) { return a.at_ == b.at_; }

    private:
        const Node* nodes_ = nullptr;
        NodeId at_{};
    };
    Children(const Node* nodes, NodeId first, NodeId end) : nodes_(nodes), first_(first), end_(end) {}
    [[nodiscard]] Iterator begin() const { return {nodes_, first_}; }
    [[nodiscard]] Iterator end() const { return {nodes_, end_}; }

private:
    const Node* nodes_;
    NodeId first_;
    NodeId end_;
};

/// A value with the quality and time that belong to it, resolved once and then written without lookups.
struct Signal {
    LeafId value = no_leaf;
    LeafId quality = no_leaf;  ///< no_leaf where the data object has no q
    LeafId time = no_leaf;     ///< no_leaf where it has no t
};

class Model {
public:
    /// Octets that item_id() and reference() need at most.
    static constexpr std::size_t max_item_octets = 129;
    static constexpr std::size_t max_reference_octets = 320;

    // --- the tree
    // -------------------------------------------------------------------------------------------
    [[nodiscard]] std::span<const Node> nodes() const { return nodes_; }
    [[nodiscard]] std::span<const Leaf> leaves() const { return leaves_; }
    [[nodiscard]] const Node& node(NodeId id) const { return nodes_[index(id)]; }
    [[nodiscard]] const Leaf& leaf(LeafId id) const { return leaves_[index(id)]; }
    [[nodiscard]] std::span<const NodeId> logical_devices() const { return logical_devices_; }
    [[nodiscard]] Children children(NodeId id) const { return {nodes_.data(), id + 1, NodeId{node(id).end}}; }
    /// The last component of the node's name; empty for array elements. Lives as long as the model.
    [[nodiscard]] std::string_view name(NodeId id) const { return name_at(node(id).name); }
    /// The child of that name, or no_node.
    [[nodiscard]] NodeId child(NodeId parent, std::string_view name) const;
    /// Element n (from 0) of an array node, or no_node. Constant time.
    [[nodiscard]] NodeId element(NodeId array, std::uint32_t n) const;
    /// Position of an element node in its array; nothing for other nodes.
    [[nodiscard]] std::optional<std::uint32_t> element_index(NodeId id) const;
    [[nodiscard]] NodeId logical_device_of(NodeId id) const;
    /// no_node for a logical device.
    [[nodiscard]] NodeId logical_node_of(NodeId id) const;
    /// The leaf of a leaf node; no_leaf for others.
    [[nodiscard]] LeafId leaf_of(NodeId id) const {
        return node(id).is_leaf() ? LeafId{node(id).first_leaf} : no_leaf;
    }

    // --- lookup
    // ---------------------------------------------------------------------------------------------
    /// One hash. `item` empty: the logical device. no_node where nothing has that name; array elements have
    /// none, follow element() and child().
    [[nodiscard]] NodeId find(std::string_view domain, std::string_view item) const;
    [[nodiscard]] NodeId find_logical_device(std::string_view domain) const { return find(domain, {}); }
    /// Follows a reference to its node, array indexes included. Where the reference names no functional
    /// constraint, it is inferred if only one of the logical node's fits. Fails (refused) and says which
    /// component is unknown or which constraints are possible.
    [[nodiscard]] Result<NodeId> resolve(const ObjectReference& reference) const;
    /// The leaf at `id`, or the obvious one below a data object (stVal, mag.f, ctlVal ...), with q and t of
    /// the nearest data object above in the same functional constraint. Fails (refused) when no single leaf
    /// is meant.
    [[nodiscard]] Result<Signal> signal(NodeId id) const;
    [[nodiscard]] const DataSet* find_data_set(std::string_view domain, std::string_view item) const;
    [[nodiscard]] const Log* find_log(std::string_view domain, std::string_view item) const;

    // --- names
    // ----------------------------------------------------------------------------------------------
    /// "LN$FC$DO$DA" written into `buffer` (max_item_octets suffice outside arrays); empty for a logical
    /// device. For nodes inside arrays: the array's item id, then "(n)" and "$component" as in data
    /// references (max_reference_octets suffice). A buffer that is too small gets the end of the text.
    [[nodiscard]] std::string_view item_id(NodeId id, std::span<char> buffer) const;
    /// "LD/" and the item id; max_reference_octets suffice.
    [[nodiscard]] std::string_view reference(NodeId id, std::span<char> buffer) const;
    [[nodiscard]] std::string item_id(NodeId id) const;
    [[nodiscard]] std::string reference(NodeId id) const;
    /// "LD/LN.DO.DA[FC]".
    [[nodiscard]] std::string object_reference(NodeId id) const;

    // --- definitions
    // ----------------------------------------------------------------------------------------
    [[nodiscard]] const Identity& identity() const { return identity_; }
    [[nodiscard]] const Services& services() const { return services_; }
    [[nodiscard]] const Communication& communication() const { return communication_; }
    [[nodiscard]] const LogicalDeviceInfo& logical_device_info(NodeId logical_device) const {
        return logical_device_infos_[node(logical_device).info];
    }
    [[nodiscard]] const LogicalNodeInfo& logical_node_info(NodeId logical_node) const {
        return logical_node_infos_[node(logical_node).info];
    }
    /// The common data class of a data object node ("SPS"), empty where none was given.
    [[nodiscard]] std::string_view cdc(NodeId data_object) const;
    [[nodiscard]] std::span<const EnumType> enum_types() const { return enum_types_; }
    /// The enumeration of a leaf node, or null.
    [[nodiscard]] const EnumType* enum_type(NodeId leaf) const;
    /// Announced size of a leaf node's type: BasicTypeTraits::announced, wider for large enumerations.
    [[nodiscard]] int announced(NodeId leaf) const;
    /// Grouped by logical device in the order of the tree, in each in the order of definition.
    [[nodiscard]] std::span<const DataSet> data_sets() const { return data_sets_; }
    [[nodiscard]] std::span<const Log> logs() const { return logs_; }
    [[nodiscard]] std::span<const ReportControl> report_controls() const { return report_controls_; }
    [[nodiscard]] std::span<const LogControl> log_controls() const { return log_controls_; }
    [[nodiscard]] std::span<const SettingControl> setting_controls() const { return setting_controls_; }
    [[nodiscard]] std::span<const GooseControl> goose_controls() const { return goose_controls_; }
    [[nodiscard]] std::span<const SampledValueControl> sampled_value_controls() const {
        return sampled_value_controls_;
    }

    // --- size
    // -----------------------------------------------------------------------------------------------
    [[nodiscard]] std::size_t image_octets() const { return image_octets_; }
    /// Octets held by tree, names and lookup, the image not counted.
    [[nodiscard]] std::size_t memory_octets() const;

private:
    friend class Compiler;
    Model() = default;
    [[nodiscard]] std::string_view name_at(std::uint32_t at) const {
        return {names_.data() + at + 1, static_cast<unsigned char>(names_[at])};
    }
    void build_lookup();
    void build_data_set_index();
    [[nodiscard]] bool matches(NodeId id, std::string_view domain, std::string_view item) const;
    [[nodiscard]] Result<NodeId> descend(NodeId from, const ObjectReference& reference) const;

    std::vector<Node> nodes_;
    std::vector<Leaf> leaves_;
    std::vector<char> names_;     // each: one octet of length, then the characters; [0] is the empty name
    std::vector<NodeId> lookup_;  // open addressing over named nodes outside arrays
    std::vector<NodeId> logical_devices_;
    std::size_t image_octets_ = 0;

    Identity identity_;
    Services services_;
    Communication communication_;
    std::vector<LogicalDeviceInfo> logical_device_infos_;
    std::vector<LogicalNodeInfo> logical_node_infos_;
    std::vector<std::string> cdcs_;
    std::vector<EnumType> enum_types_;
    std::vector<DataSet> data_sets_;
    std::vector<std::pair<std::uint64_t, std::uint32_t>> data_set_index_;  // hash and position, sorted
    std::vector<Log> logs_;
    std::vector<ReportControl> report_controls_;
    std::vector<LogControl> log_controls_;
    std::vector<SettingControl> setting_controls_;
    std::vector<GooseControl> goose_controls_;
    std::vector<SampledValueControl> sampled_value_controls_;
};

}  // namespace busbar::model
