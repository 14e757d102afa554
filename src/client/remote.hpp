// SPDX-License-Identifier: Apache-2.0
// What the procedures work on: the session with a server, and what has been learnt of its types. The
// procedures are coroutines, one file for each group: associate, directory, discovery, read, write, data_set.
#pragma once

#include <busbar/client_options.hpp>
#include <busbar/remote_model.hpp>
#include <busbar/target.hpp>
#include <unordered_map>

#include "client/session.hpp"

namespace busbar::client {

/// Type descriptions by logical node, and the whole model once it was discovered. Bounded: beyond
/// max_nodes_kept logical nodes, it starts anew.
class TypeCache {
public:
    /// Whole model, or the description of the logical node; null where neither is known.
    [[nodiscard]] const RemoteModel* find(std::string_view device, std::string_view node) const;
    void add(std::string_view device, std::string_view node, RemoteModel description);
    void set_whole(RemoteModel model) {
        nodes_.clear();
        whole_ = std::move(model);
    }

private:
    static constexpr std::size_t max_nodes_kept = 256;
    std::unordered_map<std::string, RemoteModel> nodes_;
    std::optional<RemoteModel> whole_;
};

struct Remote {
    Remote(const ClientOptions& client_options, std::shared_ptr<const stack::Options> stack_options,
           stack::Buffers& buffers);

    ClientOptions options;
    Session session;
    TypeCache types;
};

/// What `options` mean for the stack. Fails (misuse) where an AP-title is none or a selector is too long.
Result<std::shared_ptr<const stack::Options>> stack_options(const ClientOptions& options);
AssociationInfo association_info(const Session& session);

}  // namespace busbar::client
