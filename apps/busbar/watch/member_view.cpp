// SPDX-License-Identifier: Apache-2.0
#include "watch/member_view.hpp"

#include "watch/catalogue.hpp"

namespace busbar::program {
namespace {

using Node = RemoteModel::Node;

std::optional<std::pair<std::size_t, Node>> child_at(Node node, std::string_view name) {
    std::size_t at = 0;
    for (const Node child : node.children()) {
        if (child.name() == name) return std::pair(at, child);
        ++at;
    }
    return std::nullopt;
}

const Value* follow(const Value& value, std::span<const std::size_t> steps) {
    const Value* at = &value;
    for (const std::size_t step : steps) {
        if (step >= at->items().size()) return nullptr;
        at = &at->items()[step];
    }
    return at;
}

}  // namespace

std::optional<MemberViews::Part> MemberViews::part(const ObjectReference& outer, const Type& type,
                                                   const ObjectReference& inner) {
    Part part{inner, type, {}, std::nullopt, std::nullopt};
    if (outer == inner) return part;
    if (!type || !covers(outer, inner)) return std::nullopt;
    Node node = *type;
    const auto into_element = [&](std::uint32_t index) {
        if (node.type() != MmsType::array || node.is_leaf()) return false;
        part.steps.push_back(index);
        node = *node.children().begin();
        return true;
    };
    const auto companions = [&] {
        const auto at = [&](const char* name) {
            std::optional<Steps> steps;
            if (const auto child = child_at(node, name)) {
                steps = part.steps;
                steps->push_back(child->first);
            }
            return steps;
        };
        auto quality = at("q");
        auto time = at("t");
        if (!quality && !time) return;
        part.quality = std::move(quality);
        part.time = std::move(time);
    };
    const std::size_t below = outer.path.size();
    if (below > 0 && !outer.path.back().index && inner.path[below - 1].index &&
        !into_element(*inner.path[below - 1].index))
        return std::nullopt;
    for (std::size_t i = below; i < inner.path.size(); ++i) {
        companions();
        const auto child = child_at(node, inner.path[i].name);
        if (!child) return std::nullopt;
        part.steps.push_back(child->first);
        node = child->second;
        if (inner.path[i].index && !into_element(*inner.path[i].index)) return std::nullopt;
    }
    part.type = node;
    // An attribute is shown with the quality and time of its object; an object has its own.
    const std::string& name = inner.path.back().name;
    if (!node.is_leaf() || name == "q" || name == "t") part.quality = part.time = std::nullopt;
    return part;
}

MemberViews::View MemberViews::make(const ReportMember& member) const {
    View view;
    view.name = member.reference;
    if (auto reference = ObjectReference::parse(member.reference)) view.reference = std::move(*reference);
    view.type = member.type;
    if (!view.reference || wanted_.empty()) {
        view.whole = wanted_.empty();
        return view;
    }
    const Type type = view.type ? Type(view.type->root()) : Type();
    for (const ObjectReference& wanted : wanted_) {
        if (covers(wanted, *view.reference)) {
            view.whole = true;
        } else if (auto found = part(*view.reference, type, wanted)) {
            view.parts.push_back(std::move(*found));
        }
    }
    return view;
}

void MemberViews::show(const ReportedValue& reported, std::vector<Shown>& shown) {
    View& view = views_[reported.member];
    // The same address may stand for another member after a reconnection.
    if (view.name != reported.member->reference) view = make(*reported.member);
    if (view.whole) {
        shown.push_back({view.name, view.reference ? &*view.reference : nullptr, &reported.value,
                         view.type ? Type(view.type->root()) : Type(), reported.reason, nullptr, nullptr});
        return;
    }
    for (const Part& part : view.parts) {
        const Value* value = reported.value.is_error() ? &reported.value : follow(reported.value, part.steps);
        if (value == nullptr) continue;
        const auto companion = [&](const std::optional<Steps>& steps) {
            return steps ? follow(reported.value, *steps) : nullptr;
        };
        shown.push_back({{},
                         &part.reference,
                         value,
                         part.type,
                         reported.reason,
                         companion(part.quality),
                         companion(part.time)});
    }
}

}  // namespace busbar::program
