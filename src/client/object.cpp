// SPDX-License-Identifier: Apache-2.0
#include "client/object.hpp"

#include "ber/codec.hpp"

namespace busbar::client {

Result<Object> Object::from(const ObjectReference& reference) {
    if (reference.logical_node.empty()) {
        return fail(Fault::misuse, reference.text() + " is a logical device; it has no value");
    }
    ObjectReference whole = reference;
    std::size_t below = 0;  // components from here on are selected inside an array
    while (below < whole.path.size() && !whole.path[below].index) ++below;
    const bool selects = below < whole.path.size();
    if (selects) {
        whole.path.resize(below + 1);
        whole.path.back().index.reset();
    }
    Result<std::string> item = whole.item_id();
    if (!item) return fail(std::move(item).error());
    Object object(whole.logical_device, std::move(*item));
    if (!selects) return object;
    // One selection for each name: servers exist that do not look for '$' in a component.
    object.steps_.push_back({reference.path[below].index, {}, true});
    for (std::size_t i = below + 1; i < reference.path.size(); ++i) {
        const ReferenceComponent& component = reference.path[i];
        object.steps_.push_back({std::nullopt, component.name, true});
        if (component.index) object.steps_.push_back({component.index, {}, true});
    }
    for (std::size_t i = 0; i + 1 < object.steps_.size(); ++i) object.steps_[i].last = false;
    return object;
}

void Object::produce(const void* context, BackWriter& writer) {
    const Step& step = *static_cast<const Step*>(context);
    mms::Selector selector = mms::Component{step.component};
    if (step.index) selector = mms::Index{*step.index};
    mms::AlternateAccessItem item;
    if (step.last) {
        item.value = mms::AlternateAccessSelection{mms::SelectAccess{selector}};
    } else {
        // Steps stand one after the other in their vector.
        item.value = mms::AlternateAccessSelection{mms::SelectAlternateAccess{
            mms::AccessSelection{selector}, mms::AlternateAccess::produced(produce, &step + 1)}};
    }
    ber::encode(writer, item);
}

mms::ListEntry Object::entry() const {
    mms::ListEntry entry;
    entry.variable.value = name();
    if (has_selection()) entry.alternate_access = mms::AlternateAccess::produced(produce, steps_.data());
    return entry;
}

std::size_t Object::entry_octets() const {
    // Headers of ListEntry, name, domain-specific and both identifiers; lengths over 127 take one octet more
    // each.
    std::size_t octets = 10 + 5 + domain_.size() + item_.size();
    for (const Step& step : steps_) octets += 12 + step.component.size();
    return octets;
}

bool append_selection(const mms::AlternateAccess& access, std::vector<ReferenceComponent>& path) {
    if (access.size() != 1) return false;
    const mms::AlternateAccessItem item = access.front();
    const mms::AlternateAccessSelection& selection = item.selection();
    const auto* deeper = std::get_if<mms::SelectAlternateAccess>(&selection.value);
    const mms::Selector& selector = deeper != nullptr
                                        ? deeper->selection.selector
                                        : std::get_if<mms::SelectAccess>(&selection.value)->selector;
    if (const auto* index = std::get_if<mms::Index>(&selector)) {
        if (path.empty() || path.back().index) return false;
        path.back().index = index->index;
    } else if (const auto* component = std::get_if<mms::Component>(&selector)) {
        std::string_view names = component->name.text;
        while (!names.empty()) {
            const std::size_t end = std::min(names.find('$'), names.size());
            if (!is_name(names.substr(0, end))) return false;
            path.push_back({std::string(names.substr(0, end)), std::nullopt});
            names.remove_prefix(std::min(end + 1, names.size()));
        }
    } else {
        return false;
    }
    return deeper == nullptr || append_selection(deeper->alternate_access, path);
}

}  // namespace busbar::client
