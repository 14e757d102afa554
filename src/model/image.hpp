// SPDX-License-Identifier: Apache-2.0
// The process image: all values of a model in one run of octets. A copy is a snapshot. Leaf ids must belong
// to the image's model; this is not checked.
#pragma once

#include <cstring>
#include <memory>
#include <vector>

#include "model/model.hpp"
#include "model/slot.hpp"

namespace busbar::model {

/// Not thread-safe. Keeps its model alive.
class Image {
public:
    /// All zero: false, 0, empty strings, good quality, no time.
    explicit Image(std::shared_ptr<const Model> model);

    [[nodiscard]] const Model& model() const { return *model_; }
    [[nodiscard]] const std::shared_ptr<const Model>& shared_model() const { return model_; }
    [[nodiscard]] std::span<const std::uint8_t> octets() const { return octets_; }
    /// Takes the values of another image of the same model, without allocation.
    void copy_from(const Image& other);
    /// Takes the leaves of one node only.
    void copy_from(const Image& other, NodeId node);

    /// The slot of a leaf, for encoders that switch over its type themselves. See slot.hpp for its form.
    [[nodiscard]] const std::uint8_t* slot(LeafId id) const { return octets_.data() + leaf(id).offset; }
    [[nodiscard]] std::uint8_t* slot(LeafId id) { return octets_.data() + leaf(id).offset; }

    // Reading; a leaf of another type class gives zero or nothing. Views last until the leaf is written.
    [[nodiscard]] bool boolean(LeafId id) const { return slot::boolean(leaf(id).type, slot(id)); }
    [[nodiscard]] std::int64_t integer(LeafId id) const { return slot::integer(leaf(id).type, slot(id)); }
    [[nodiscard]] std::uint64_t unsigned_integer(LeafId id) const {
        return slot::unsigned_integer(leaf(id).type, slot(id));
    }
    [[nodiscard]] float float32(LeafId id) const { return slot::float32(leaf(id).type, slot(id)); }
    [[nodiscard]] double float64(LeafId id) const { return slot::float64(leaf(id).type, slot(id)); }
    [[nodiscard]] Quality quality(LeafId id) const;
    [[nodiscard]] Timestamp timestamp(LeafId id) const;
    [[nodiscard]] EntryTime entry_time(LeafId id) const;
    [[nodiscard]] std::span<const std::uint8_t> octets(LeafId id) const {
        return slot::octets(leaf(id).type, slot(id));
    }
    [[nodiscard]] std::string_view text(LeafId id) const { return slot::text(leaf(id).type, slot(id)); }
    /// A node's value: a leaf's, or nested structures and arrays. Allocates.
    [[nodiscard]] Value value(NodeId id) const;

    // Writing without triggers: for initial values and for what an engine owns (control block members).
    // Process values go through a Transaction.
    [[nodiscard]] Fit set_boolean(LeafId id, bool v) {
        return slot::store_boolean(leaf(id).type, slot(id), v);
    }
    [[nodiscard]] Fit set_integer(LeafId id, std::int64_t v) {
        return slot::store_integer(leaf(id).type, slot(id), v);
    }
    [[nodiscard]] Fit set_unsigned(LeafId id, std::uint64_t v) {
        return slot::store_unsigned(leaf(id).type, slot(id), v);
    }
    [[nodiscard]] Fit set_octets(LeafId id, std::span<const std::uint8_t> v) {
        return slot::store_octets(leaf(id).type, slot(id), v);
    }
    [[nodiscard]] Fit set_text(LeafId id, std::string_view v) {
        return slot::store_text(leaf(id).type, slot(id), v);
    }
    [[nodiscard]] Fit set(LeafId id, const Value& v) { return slot::store(leaf(id).type, slot(id), v); }

private:
    [[nodiscard]] const Leaf& leaf(LeafId id) const { return model_->leaf(id); }

    std::shared_ptr<const Model> model_;
    std::vector<std::uint8_t> octets_;
};

}  // namespace busbar::model
