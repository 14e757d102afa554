// SPDX-License-Identifier: Apache-2.0
// What the variables of log entries are: references and types by the descriptions of their logical nodes,
// asked for once, when an entry brings the first variable of a node.
#pragma once

#include <map>

#include "live/objects.hpp"
#include "watch/shown.hpp"

namespace busbar::program {

class EntryTypes {
public:
    explicit EntryTypes(Link& link) : link_(link) {}

    /// Whether everything in the entry has been looked up. Makes no request.
    [[nodiscard]] bool knows(const LogEntry& entry) const;
    /// Looks up what is not known yet. What the IED does not describe has no type.
    void learn(const LogEntry& entry);
    /// The values of an entry that is known. They view the entry and this.
    [[nodiscard]] std::vector<Shown> show(const LogEntry& entry) const;

private:
    struct Variable {
        std::optional<ObjectReference> reference;
        Type type;
    };
    const RemoteModel* node(const ObjectReference& reference);

    Link& link_;
    std::map<std::string, Variable, std::less<>> variables_;  // by tag
    std::map<std::string, std::optional<RemoteModel>> nodes_;
};

}  // namespace busbar::program
