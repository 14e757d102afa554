// SPDX-License-Identifier: Apache-2.0
// How kept settings come back: value by value, where the model still has the setting with the same type.
#include <cstring>
#include <map>

#include "server/server.hpp"
#include "server/setting/settings.hpp"

namespace busbar::server::setting {

using Member = model::SettingControl::Member;

namespace {

/// A line of a layout, and where its values begin.
struct Kept {
    std::string_view type;
    std::uint32_t offset = 0;
    std::uint16_t size = 0;
};

const BasicTypeTraits* type_named(std::string_view name) {
    for (const BasicTypeTraits& traits : basic_types()) {
        if (traits.name == name) return &traits;
    }
    return nullptr;
}

/// By name. Ends with the first type that is unknown: nobody knows where values are after it.
std::map<std::string_view, Kept> read_layout(std::string_view layout, std::size_t& octets) {
    std::map<std::string_view, Kept> all;
    std::uint32_t offset = 0;
    while (!layout.empty()) {
        const auto end = std::min(layout.find('\n'), layout.size());
        const std::string_view line = layout.substr(0, end);
        layout.remove_prefix(std::min(end + 1, layout.size()));
        const auto space = line.rfind(' ');
        if (space == std::string_view::npos) break;
        const BasicTypeTraits* const type = type_named(line.substr(space + 1));
        if (type == nullptr) break;
        all[line.substr(0, space)] = {type->name, offset, type->slot_octets};
        offset += type->slot_octets;
    }
    octets = offset;
    return all;
}

/// A store is a file, and files go bad; a text must not be longer than its slot.
bool is_sound(const model::Model& model, model::LeafId id, const std::uint8_t* slot) {
    const model::Leaf& leaf = model.leaf(id);
    const BasicTypeTraits& traits = traits_of(leaf.type);
    switch (traits.type_class) {
        case TypeClass::boolean: return *slot <= 1;
        case TypeClass::octet_string: return leaf.type == BasicType::entry_id || *slot <= traits.max_octets;
        case TypeClass::visible_string: return *slot <= traits.max_octets;
        case TypeClass::mms_string: {
            std::uint16_t length = 0;
            std::memcpy(&length, slot, sizeof length);
            return length <= traits.max_octets;
        }
        case TypeClass::integer: {
            const model::EnumType* const literals =
                leaf.type == BasicType::enumerated ? model.enum_type(leaf.node) : nullptr;
            return literals == nullptr || literals->find(model::slot::integer(leaf.type, slot)) != nullptr;
        }
        case TypeClass::bit_string:
        case TypeClass::unsigned_integer:
        case TypeClass::floating_point:
        case TypeClass::binary_time:
        case TypeClass::utc_time: return true;
    }
    return false;
}

}  // namespace

std::string Settings::layout_of(const Block& block) const {
    std::string layout;
    std::array<char, model::Model::max_reference_octets> buffer{};
    for (const Member& member : block.control->members) {
        const model::Leaf& leaf = model_.leaf(member.active);
        layout.append(model_.item_id(leaf.node, buffer)).append(1, ' ');
        layout.append(name_of(leaf.type)).append(1, '\n');
    }
    return layout;
}

class Settings::Restorer : public SettingStore::Receiver {
public:
    Restorer(Settings& settings, Block& block, std::string_view layout)
        : settings_(settings), model_(settings.model_), block_(block), layout_(layout) {}

    void kept(const KeptSettings& kept) override {
        found_ = true;
        std::size_t octets = 0;
        const auto members = read_layout(kept.layout, octets);
        same_ = kept.layout == layout_;
        for (const KeptGroup& group : kept.groups) {
            if (group.number == 0 || group.number > block_.groups.size()) {
                drop("group " + std::to_string(group.number) + ": there are only " +
                     std::to_string(block_.groups.size()));
            } else if (group.values.size() < octets) {
                drop("group " + std::to_string(group.number) + ": it is not whole");
            } else {
                take(group, members);
            }
        }
        if (!kept.groups.empty()) note_missing(members);
        if (kept.active == 0 || kept.active > block_.groups.size()) {
            drop("active group " + std::to_string(kept.active) + ": there is no such group");
            return;
        }
        block_.active = kept.active;
        model::Image& image = settings_.server_.process().state();
        static_cast<void>(image.set_unsigned(block_.act_sg, kept.active));
        static_cast<void>(image.set(block_.l_act_tm, Value(Timestamp::from_octets(kept.activated))));
    }
    /// What is kept is what the model has, and there is nothing to write.
    [[nodiscard]] bool is_current() const { return found_ && same_; }

private:
    void drop(const std::string& what) {
        same_ = false;
        settings_.store_->notice("dropped settings of " + settings_.model_.reference(block_.control->node) +
                                 ", " + what);
    }
    void take(const KeptGroup& group, const std::map<std::string_view, Kept>& kept) {
        std::array<char, model::Model::max_reference_octets> buffer{};
        Octets& values = block_.groups[group.number - 1U];
        std::size_t unsound = 0;
        for (const Member& member : block_.control->members) {
            const model::Leaf& leaf = model_.leaf(member.active);
            const auto found = kept.find(model_.item_id(leaf.node, buffer));
            if (found == kept.end() || found->second.type != name_of(leaf.type)) continue;
            // With the alignment of a slot of the image.
            alignas(8) std::array<std::uint8_t, 2048> slot{};
            std::memcpy(slot.data(), group.values.data() + found->second.offset, leaf.size);
            if (is_sound(model_, member.active, slot.data())) {
                std::memcpy(values.data() + member.offset, slot.data(), leaf.size);
            } else {
                ++unsound;
            }
        }
        block_.own_values[group.number - 1U] = true;
        if (unsound != 0) {
            drop("group " + std::to_string(group.number) + ": " + std::to_string(unsound) +
                 " of its values are no values of their types");
        }
    }
    /// Once for all groups: settings that are gone, or have become something else.
    void note_missing(const std::map<std::string_view, Kept>& kept) {
        if (same_) return;
        std::array<char, model::Model::max_reference_octets> buffer{};
        std::map<std::string_view, Kept> left = kept;
        for (const Member& member : block_.control->members) {
            const model::Leaf& leaf = model_.leaf(member.active);
            const auto found = left.find(model_.item_id(leaf.node, buffer));
            if (found != left.end() && found->second.type == name_of(leaf.type)) left.erase(found);
        }
        for (const auto& [item, what] : left) {
            drop(escaped(item) + ": no such setting of type " + std::string(what.type) + " any more");
        }
    }

    Settings& settings_;
    const model::Model& model_;
    Block& block_;
    std::string_view layout_;
    bool found_ = false;
    bool same_ = false;
};

void Settings::restore(Block& block) {
    const std::string layout = layout_of(block);
    const std::string reference = model_.reference(block.control->node);
    Restorer restorer(*this, block, layout);
    store_->load(reference, restorer);
    model::Image& image = server_.process().state();
    const Octets& active = block.groups[block.active - 1U];
    for (const Member& member : block.control->members) {
        std::memcpy(image.slot(member.active), active.data() + member.offset,
                    model_.leaf(member.active).size);
    }
    show_active(block);
    if (restorer.is_current()) return;
    std::vector<KeptGroup> groups;
    for (std::size_t i = 0; i < block.groups.size(); ++i) {
        if (block.own_values[i]) groups.push_back({static_cast<std::uint8_t>(i + 1), block.groups[i]});
    }
    store_->replace(reference, {layout, block.active, image.timestamp(block.l_act_tm).octets(), groups});
}

/// The values of the active groups, as far as the image has other ones than were told to the store.
void Settings::keep_what_was_set(const Now& now) {
    keeping_ = never;
    for (Block& block : blocks_) {
        Octets values = active_values(block);
        Octets& known = block.groups[block.active - 1U];
        if (values == known) continue;
        show_active(block);
        if (store_ == nullptr) continue;
        const Timestamp activated = server_.process().image().timestamp(block.l_act_tm);
        const SettingChange change{block.active, activated.octets(), {block.active, values}};
        if (!store_->keep_later(model_.reference(block.control->node), change)) {
            keeping_ = now.monotonic + std::chrono::seconds(1);
            continue;
        }
        block.own_values[block.active - 1U] = true;
        known = std::move(values);
    }
}

void Settings::set_store(SettingStore* store) {
    store_ = store;
    if (store_ == nullptr) return;
    for (Block& block : blocks_) restore(block);
}

}  // namespace busbar::server::setting
