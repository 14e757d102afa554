// SPDX-License-Identifier: Apache-2.0
// What the procedures work on: the session with a server, what has been learnt of its types, the
// subscriptions, the controls. The procedures are coroutines, one file for each group: directory, discovery,
// read, write, data_set, report_control, report_setup, control.
#pragma once

#include <busbar/client_options.hpp>
#include <busbar/remote_model.hpp>
#include <busbar/target.hpp>
#include <unordered_map>

#include "client/reconnect.hpp"
#include "client/session.hpp"
#include "client/timers.hpp"

namespace busbar::client {

/// Type descriptions by logical node, and the whole model once it was discovered. Bounded: beyond
/// max_nodes_kept logical nodes, it starts anew.
class TypeCache {
public:
    /// Whole model, or the description of the logical node; null where neither is known.
    [[nodiscard]] const RemoteModel* find(std::string_view device, std::string_view node) const;
    void add(std::string_view device, std::string_view node, RemoteModel description);
    void clear() {
        nodes_.clear();
        whole_.reset();
    }
    void set_whole(RemoteModel model) {
        nodes_.clear();
        whole_ = std::move(model);
    }

private:
    static constexpr std::size_t max_nodes_kept = 256;
    std::unordered_map<std::string, RemoteModel> nodes_;
    std::optional<RemoteModel> whole_;
};

class ReportHub;
class ControlHub;
class FileOffers;

struct Remote {
    Remote(const ClientOptions& client_options, std::shared_ptr<const stack::Options> stack_options,
           stack::Buffers& buffers);
    ~Remote();
    Remote(const Remote&) = delete;
    Remote& operator=(const Remote&) = delete;

    ClientOptions options;
    Session session;
    TypeCache types;
    Timers timers;
    Reconnector reconnector;
    /// IP address of this end of the connection, 4 or 16 octets: what servers show as Owner. Empty: not
    /// known.
    ByteVector local_address;
    std::unique_ptr<FileOffers> files;  ///< what the server may fetch
    std::unique_ptr<ControlHub> controls;
    std::unique_ptr<ReportHub> reports;  // last: its procedures use all the others

    // ---- the driver's side, besides that of the session ----

    /// To be called at deadline(), and before procedures are started after a pause.
    void on_time(TimePoint now);
    [[nodiscard]] TimePoint deadline() const;
    /// Whether the driver is to connect now. Then: reconnector.begin(), and one of the following.
    [[nodiscard]] bool wants_connection(TimePoint now) const { return reconnector.wants_connection(now); }
    /// The new connection is up.
    void connected(TimePoint now);
    void connect_failed(const Error& why, TimePoint now);
};

/// What `options` mean for the stack. Fails (misuse) where an AP-title is none or a selector is too long.
Result<std::shared_ptr<const stack::Options>> stack_options(const ClientOptions& options);
AssociationInfo association_info(const Session& session);

}  // namespace busbar::client
