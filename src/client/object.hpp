// SPDX-License-Identifier: Apache-2.0
// An ObjectReference as MMS names it: domain, item, and for what lies below an array index the
// AlternateAccess of ISO 9506-2 (8-1 clause 17): index, then the components joined by '$', then the next
// index.
#pragma once

#include <busbar/reference.hpp>
#include <optional>
#include <string>
#include <vector>

#include "mms/object_name.hpp"

namespace busbar::client {

class Object {
public:
    Object() = default;
    Object(std::string domain, std::string item) : domain_(std::move(domain)), item_(std::move(item)) {}
    /// Fails (misuse) where the reference has a path but no functional constraint, or names no logical node.
    static Result<Object> from(const ObjectReference& reference);

    [[nodiscard]] const std::string& domain() const { return domain_; }
    [[nodiscard]] const std::string& item() const { return item_; }
    [[nodiscard]] bool has_selection() const { return !steps_.empty(); }

    // Views of this object, which must outlive them and stay where it is.
    [[nodiscard]] mms::ObjectName name() const { return {mms::DomainSpecific{domain_, item_}}; }
    [[nodiscard]] mms::ListEntry entry() const;
    /// Octets of entry() in a request, or a few more.
    [[nodiscard]] std::size_t entry_octets() const;

private:
    /// One selection; those that follow go on inside it.
    struct Step {
        std::optional<std::uint32_t> index;
        std::string component;
        bool last = true;
    };
    static void produce(const void* context, BackWriter& writer);

    std::string domain_;
    std::string item_;
    std::vector<Step> steps_;
};

/// Where an AlternateAccess of a peer leads, appended to `path`; false where it is none that selects one
/// part.
bool append_selection(const mms::AlternateAccess& access, std::vector<ReferenceComponent>& path);

}  // namespace busbar::client
