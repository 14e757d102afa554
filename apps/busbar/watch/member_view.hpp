// SPDX-License-Identifier: Apache-2.0
// What of a data set's member is shown: all of it, or the objects that were asked for inside of it. Found
// out once for each member.
#pragma once

#include <busbar/report.hpp>
#include <span>
#include <unordered_map>

#include "watch/shown.hpp"

namespace busbar::program {

class MemberViews {
public:
    /// `wanted`: nothing for everything. Views of members begin anew.
    void want(std::vector<ObjectReference> wanted) {
        wanted_ = std::move(wanted);
        views_.clear();
    }
    [[nodiscard]] const std::vector<ObjectReference>& wanted() const { return wanted_; }
    /// Appends what is shown of `reported`. The views live until want() is called or the member is another.
    void show(const ReportedValue& reported, std::vector<Shown>& shown);

private:
    /// Positions from a structure or array to an item of an item.
    using Steps = std::vector<std::size_t>;
    struct Part {
        ObjectReference reference;
        Type type;
        Steps steps;
        std::optional<Steps> quality, time;
    };
    struct View {
        std::string name;  ///< of the member it was made for
        std::optional<ObjectReference> reference;
        std::optional<RemoteModel> type;
        std::vector<Part> parts;
        bool whole = false;
    };
    [[nodiscard]] View make(const ReportMember& member) const;
    static std::optional<Part> part(const ObjectReference& outer, const Type& type,
                                    const ObjectReference& inner);

    std::vector<ObjectReference> wanted_;
    std::unordered_map<const ReportMember*, View> views_;
};

}  // namespace busbar::program
