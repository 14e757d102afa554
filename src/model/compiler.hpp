// SPDX-License-Identifier: Apache-2.0
// From a builder's drafts to a model and its first image. Used by Builder::build() only.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "model/builder.hpp"

namespace busbar::model {

class Compiler {
public:
    /// The builder is emptied, except for its errors and notices, which are added to.
    explicit Compiler(Builder& builder) : in_(builder) {}
    [[nodiscard]] Result<Built> run();

private:
    /// More than any device has; bounds what a few nested counts can ask for.
    static constexpr std::size_t max_nodes = 1U << 24U;
    static constexpr std::size_t max_image_octets = 1U << 30U;

    /// Where a draft's first element went, in its own constraint and in the other of SG and SE.
    struct Place {
        NodeId own = no_node;
        NodeId mirror = no_node;
    };

    void survey();
    [[nodiscard]] std::uint32_t constraints_of(const Builder::Draft& draft) const;
    [[nodiscard]] bool shown(std::uint32_t draft, Fc fc) const;

    void emit_device(std::uint32_t draft);
    void emit_logical_node(std::uint32_t draft, NodeId parent);
    void emit_item(std::uint32_t draft, Fc fc, NodeId parent);
    void emit_shape(std::uint32_t draft, Fc fc, NodeId parent, bool element);
    void emit_leaf(NodeId id, const Builder::Draft& draft);
    NodeId open(std::uint32_t draft, NodeKind kind, Fc fc, NodeId parent, std::uint32_t name);
    void close(NodeId id);
    void check_length(std::uint32_t draft, NodeId id);

    void apply_values(Image& image);
    void apply_value(const Builder::InitialValue& initial, NodeId first, Image& image);
    void store(const Builder::InitialValue& initial, LeafId leaf, Image& image);
    void place_definitions();
    void place_data_sets();
    [[nodiscard]] std::optional<std::uint32_t> data_set_of(NodeId logical_node, const std::string& name,
                                                           NodeId block);
    void collect_groups();
    void pair_leaves(NodeId active, NodeId edit, SettingControl& control, std::uint32_t& offset);
    [[nodiscard]] SettingControl* group_of(LeafId leaf, std::size_t& member);
    void load_groups(Image& image);
    void note(std::string path, std::string text, std::string_view untrusted = {});

    Builder& in_;
    std::shared_ptr<Model> out_;
    std::vector<std::uint32_t> constraints_;  // by draft: functional constraints with leaves below, as bits
    std::vector<std::uint32_t> places_at_;    // by draft: position in places_, or none
    std::vector<Place> places_;
    bool too_large_ = false;
    // Length of the item id above each depth while emitting.
    std::size_t item_octets_ = 0;
};

}  // namespace busbar::model
