// SPDX-License-Identifier: Apache-2.0
// What is shown in place of what the process says: Beh follows from Mod and quality from Beh (IEC 61850-7-4
// Annex A), substitution (functional constraint SV) and blocking (BL) of IEC 61850-7-3. How the editions are
// read stands in docs/protocol-notes.md. Left out: logical devices below others (GrRef), persistence.
#pragma once

#include <span>
#include <vector>

#include "acsi/enums.hpp"
#include "model/transaction.hpp"

namespace busbar::server {

/// Works within the transaction that sets a value, Mod, or an attribute of SV or BL, whoever begins it:
///
/// - Beh.stVal follows Mod.stVal of its logical node and of LLN0, with Beh.t and Beh.q. Where neither exists,
///   Beh is the application's own.
/// - In test and test/blocked each q in ST and MX of the logical node has the test bit, in off it is invalid.
///   Not those of Mod and Beh, nor in LPHD.
/// - While subEna is TRUE stVal, mag, cVal, mxVal or valWTr are those of subVal, subMag or subCVal, q is subQ
///   marked as substituted, t is the time of the last commit that changed any of them.
/// - While blkEna is TRUE these values and t stay as they were, and q is operatorBlocked, oldData and not
/// good.
///   Substitution wins over blocking.
///
/// The image holds what is shown, so an application that reads a value back sees the substitute. What the
/// process sets meanwhile is kept, is in Process::process_slot(), and shows when the reason ends; values that
/// are not shown fire no trigger. Attributes that the file enables are in effect from the start.
///
/// A leaf costs something while it is replaced or frozen, or a q in another mode than on; else nothing.
/// Allocates when it is made, when the first of these becomes active, and while its working lists grow to the
/// largest transaction. One thread.
class Overlay final : public model::Filter {
public:
    /// Registers with the process, which must outlive it. What the image enables takes effect.
    explicit Overlay(model::Process& process);
    Overlay(const Overlay&) = delete;
    Overlay& operator=(const Overlay&) = delete;
    ~Overlay() override;

    void filter(model::Filtering& filtering) override;
    [[nodiscard]] const std::uint8_t* hidden(model::LeafId leaf) const override;

    /// Data objects that can be substituted or blocked.
    [[nodiscard]] std::size_t size() const { return objects_.size(); }

private:
    class Finder;
    // Leaves; no_leaf for what the model does not have.
    struct Pair {
        model::LeafId shown = model::no_leaf;       // of stVal, mag ...
        model::LeafId substitute = model::no_leaf;  // of subVal, subMag ...
    };
    struct Object {
        model::LeafId enable = model::no_leaf, quality_of_substitute = model::no_leaf, id = model::no_leaf;
        model::LeafId block = model::no_leaf;
        model::LeafId quality = model::no_leaf, time = model::no_leaf;
        std::uint32_t first_pair = 0, pair_count = 0;
        bool substituted = false, blocked = false;
        bool listed = false;  // in touched_
    };
    enum class Effect : std::uint8_t { none, test, invalid };  // of the mode on q
    struct LogicalNode {
        model::NodeId node = model::no_node;
        model::LeafId mod = model::no_leaf, mod_quality = model::no_leaf;
        model::LeafId beh = model::no_leaf, beh_quality = model::no_leaf, beh_time = model::no_leaf;
        std::uint32_t device = 0;  // position of the first node of its logical device in nodes_
        std::uint32_t lln0 = none;
        Effect effect = Effect::none;
        bool has_mode = true;  // not LPHD
    };
    enum class Role : std::uint8_t { control, value, quality, time, mode };
    /// What a leaf is to an object, or (mode) to a logical node.
    struct Part {
        model::LeafId leaf = model::no_leaf;
        std::uint32_t owner = 0;
        Role role = Role::control;
    };
    static constexpr std::uint32_t none = 0xFFFF'FFFF;

    void start();
    [[nodiscard]] const Part* part_of(model::LeafId leaf) const;
    [[nodiscard]] LogicalNode& logical_node_of(model::LeafId leaf);
    [[nodiscard]] const model::Leaf& leaf(model::LeafId id) const { return process_.model().leaf(id); }
    [[nodiscard]] std::span<const Pair> pairs(const Object& object) const {
        return std::span(pairs_).subspan(object.first_pair, object.pair_count);
    }
    [[nodiscard]] std::uint8_t* hidden_slot(model::LeafId id) { return hidden_.data() + leaf(id).offset; }
    [[nodiscard]] std::uint8_t* frozen_slot(model::LeafId id) { return frozen_.data() + leaf(id).offset; }

    // overlay_mode.cpp
    void update_modes(model::Filtering& filtering);
    void update_device(model::Filtering& filtering, std::uint32_t first);
    void update_node(model::Filtering& filtering, LogicalNode& node);
    void set_behaviour(model::Filtering& filtering, LogicalNode& node, acsi::Mode mode);
    void refresh_qualities(model::Filtering& filtering, const LogicalNode& node);

    // overlay.cpp
    void take(model::Filtering& filtering, std::size_t position, model::LeafId id);
    void update_object(model::Filtering& filtering, Object& object);
    void freeze(model::Filtering& filtering, const Object& object);
    bool refresh(model::Filtering& filtering, model::LeafId id, const Part* part);
    bool show(model::Filtering& filtering, std::size_t position, model::LeafId id, const Part* part);
    void form(model::Filtering& filtering, std::size_t position, model::LeafId id, const Part* part);
    [[nodiscard]] bool influenced(model::LeafId id, const Part* part);
    [[nodiscard]] Quality quality_of(model::Filtering& filtering, model::LeafId id, const Part* part);
    void stamp(model::Filtering& filtering, const Object& object);

    model::Process& process_;
    std::vector<Object> objects_;
    std::vector<Pair> pairs_;
    std::vector<LogicalNode> nodes_;  // in the order of the tree
    std::vector<Part> parts_;         // by leaf
    // Octets like those of the image; empty until needed. A shown leaf has its process value in hidden_ while
    // it is marked for the filter, and in frozen_ what it was when its object was blocked.
    std::vector<std::uint8_t> hidden_;
    std::vector<std::uint8_t> frozen_;
    std::vector<std::uint32_t> touched_;        // objects whose attributes of SV or BL are set
    std::vector<std::uint32_t> touched_modes_;  // logical nodes whose Mod or Beh is set
};

}  // namespace busbar::server
