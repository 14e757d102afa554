// SPDX-License-Identifier: Apache-2.0
#include "watch/shown.hpp"

#include <algorithm>
#include <array>

namespace busbar::program {
namespace {

using Node = RemoteModel::Node;
using Path = std::vector<ReferenceComponent>;

bool fits(const Value& value, Node type) {
    return type.type() == MmsType::structure && value.get_if<Structure>() != nullptr &&
           type.child_count() == value.items().size();
}

bool is_quality(Node node) {
    return node.name() == "q" && node.type() == MmsType::bit_string &&
           std::abs(node.extent()) == static_cast<int>(Quality::size);
}
bool is_time(Node node) {
    return node.name() == "t" && node.type() == MmsType::utc_time;
}

class Collector {
public:
    std::vector<LeafGroup> groups;

    void walk(const Value& value, const Type& type, Path& path, std::size_t group) {
        if (type && fits(value, *type)) return structure(value, *type, path, group);
        if (value.items().empty()) return leaf(value, type, path, group);
        const bool array = value.get_if<Array>() != nullptr && !path.empty();
        Type element;
        if (array && type && type->type() == MmsType::array && !type->is_leaf())
            element = *type->children().begin();
        std::uint32_t n = 0;
        for (const Value& item : value.items()) {
            if (array) {
                const std::optional<std::uint32_t> outer = std::exchange(path.back().index, n++);
                walk(item, element, path, group);
                path.back().index = outer;
            } else {
                path.push_back({"#" + std::to_string(++n), std::nullopt});
                walk(item, std::nullopt, path, group);
                path.pop_back();
            }
        }
    }

private:
    void leaf(const Value& value, const Type& type, const Path& path, std::size_t group) {
        const auto below = static_cast<std::ptrdiff_t>(groups[group].object.size());
        // An element of the group's own last name shares its component: "phsAHar(3)".
        Path rest(path.begin() + std::min(below, static_cast<std::ptrdiff_t>(path.size())), path.end());
        if (rest.empty() && !path.empty() && !(path == groups[group].object)) {
            groups.push_back({path, nullptr, nullptr, {}});
            group = groups.size() - 1;
        }
        groups[group].leaves.push_back({std::move(rest), &value, type});
    }
    void structure(const Value& value, Node type, Path& path, std::size_t group) {
        const Value* quality = nullptr;
        const Value* time = nullptr;
        std::size_t at = 0;
        for (const Node child : type.children()) {
            const Value& member = value.items()[at++];
            if (is_quality(child)) quality = &member;
            if (is_time(child)) time = &member;
        }
        const bool only_these = (quality != nullptr) + (time != nullptr) == static_cast<int>(at);
        if (only_these) quality = time = nullptr;
        if (quality != nullptr || time != nullptr) {
            if (!(path == groups[group].object)) {
                groups.push_back({path, nullptr, nullptr, {}});
                group = groups.size() - 1;
            }
            groups[group].quality = quality;
            groups[group].time = time;
        }
        at = 0;
        for (const Node child : type.children()) {
            const Value& member = value.items()[at++];
            if (&member == quality || &member == time) continue;
            path.push_back({std::string(child.name()), std::nullopt});
            walk(member, child, path, group);
            path.pop_back();
        }
    }
};

constexpr std::array<std::string_view, 11> main_paths{"stVal",      "mag.f",    "mag.i",   "cVal.mag.f",
                                                      "cVal.mag.i", "actVal",   "general", "valWTr.posVal",
                                                      "setVal",     "setMag.f", "setMag.i"};

}  // namespace

std::string_view name_of(WatchEvent::Kind kind) {
    switch (kind) {
        case WatchEvent::Kind::subscribed: return "subscribed";
        case WatchEvent::Kind::polling: return "polling";
        case WatchEvent::Kind::lost: return "lost";
        case WatchEvent::Kind::disconnected: return "disconnected";
        case WatchEvent::Kind::live: return "live";
        case WatchEvent::Kind::closed: return "closed";
        case WatchEvent::Kind::end: return "end";
    }
    return "";
}

std::vector<LeafGroup> groups_of(const Shown& shown) {
    Collector collector;
    Path path;
    if (shown.reference != nullptr) path = shown.reference->path;
    collector.groups.push_back({path, shown.quality, shown.time, {}});
    collector.walk(*shown.value, shown.type, path, 0);
    std::erase_if(collector.groups, [](const LeafGroup& group) { return group.leaves.empty(); });
    return std::move(collector.groups);
}

std::string path_text(std::span<const ReferenceComponent> path, char separator) {
    std::string text;
    for (const ReferenceComponent& component : path) {
        if (!text.empty()) text += separator;
        text += component.name;
        if (component.index) text += "(" + std::to_string(*component.index) + ")";
    }
    return text;
}

bool is_main(const Leaf& leaf) {
    const std::string path = path_text(leaf.path);
    return path.empty() || std::find(main_paths.begin(), main_paths.end(), path) != main_paths.end();
}

const BitString* quality_bits(const Value* value) {
    const BitString* bits = value == nullptr ? nullptr : value->get_if<BitString>();
    return bits != nullptr && bits->size == Quality::size ? bits : nullptr;
}

const Timestamp* time_of(const Value* value) {
    const Timestamp* time = value == nullptr ? nullptr : value->get_if<Timestamp>();
    return time != nullptr && (time->seconds != 0 || time->fraction != 0) ? time : nullptr;
}

}  // namespace busbar::program
