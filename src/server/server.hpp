// SPDX-License-Identifier: Apache-2.0
// The server of IEC 61850-7-2 on MMS (8-1), without I/O: any number of connections over one model. Octets and
// clock readings go in by connection; octets, and the next deadline, come out. Requests are answered when
// they arrive; nothing here costs more because other connections are idle. One thread; the driver is in io/.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "mms/pdu.hpp"
#include "model/transaction.hpp"
#include "server/connection.hpp"
#include "server/data_sets.hpp"
#include "server/dead_band.hpp"
#include "server/deadlines.hpp"
#include "server/engines.hpp"
#include "server/gate.hpp"
#include "server/options.hpp"
#include "server/scratch.hpp"

namespace busbar::server {

class Overlay;
namespace report {
class Reports;
}
namespace control {
class Controls;
}
namespace process {
class BuiltIn;
}
namespace file {
class Files;
class Obtaining;
}  // namespace file
namespace setting {
class Settings;
}
namespace log {
class Logs;
}
namespace tracking {
class Tracking;
enum class Service : std::uint8_t;
enum class ServiceError : std::uint8_t;
}  // namespace tracking

struct Counters {
    std::uint64_t accepted = 0;  ///< associations
    std::uint64_t refused = 0;   ///< connections and associations
    std::uint64_t requests = 0;  ///< MMS PDUs received
};

/// One attribute that a client is about to change, its new value checked.
struct AttributeWrite {
    const Peer& peer;
    model::NodeId node;
    const Value& value;
};
using AttributeWriteHandler = std::function<std::optional<DataAccessError>(const AttributeWrite&)>;

class Server {
public:
    Server(model::Image image, Options options);
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    ~Server();

    // ---- what a driver does ----

    /// A stream connection has come. Nothing when there is no place even for a refusal: close it.
    std::optional<ConnectionId> open(std::string peer_address, const Now& now);
    /// Octets from the peer, in any portions; not needed after the call.
    void receive(ConnectionId id, Bytes octets, const Now& now);
    /// Octets for the peer. Valid until the next call.
    [[nodiscard]] Bytes output(ConnectionId id) const;
    /// `count` octets of output() have been written. May serve requests that waited for it.
    void sent(ConnectionId id, std::size_t count, const Now& now);
    /// False while a slow reader's requests wait: do not read from it now.
    [[nodiscard]] bool wants_input(ConnectionId id) const;
    /// Close the stream, then call closed().
    [[nodiscard]] bool wants_close(ConnectionId id) const;
    /// The stream is gone, whoever closed it. The id is not valid any more.
    void closed(ConnectionId id);
    void closed(ConnectionId id, const Now& now);
    /// A connection that has output or wants to be closed; each is given once for each reason. Nothing: all
    /// is done.
    std::optional<ConnectionId> next_ready();
    [[nodiscard]] TimePoint deadline() const;
    void on_time(const Now& now);
    /// Ends all associations; their aborts are in output().
    void abort_all(const Now& now);

    // ---- what an application does ----

    [[nodiscard]] const model::Model& model() const { return process_.model(); }
    [[nodiscard]] model::Process& process() { return process_; }
    [[nodiscard]] const model::Process& process() const { return process_; }
    [[nodiscard]] Gate& gate() { return gate_; }
    [[nodiscard]] Engines& engines() { return engines_; }
    [[nodiscard]] DataSets& data_sets() { return data_sets_; }
    [[nodiscard]] report::Reports& reports() { return *reports_; }
    [[nodiscard]] control::Controls& controls() { return *controls_; }
    /// Whose handlers the controls have until others take their place.
    [[nodiscard]] const process::BuiltIn& built_in() const { return *built_in_; }
    [[nodiscard]] setting::Settings& settings() { return *settings_; }
    [[nodiscard]] log::Logs& logs() { return *logs_; }
    [[nodiscard]] tracking::Tracking& tracking() { return *tracking_; }
    /// Null where no store of files is configured.
    [[nodiscard]] file::Files* files() { return files_.get(); }
    /// Asked about every attribute at or below `node` that a client writes; the innermost handler is.
    void on_write(model::NodeId node, AttributeWriteHandler handler);
    /// Who is to be asked before this attribute changes, or null.
    [[nodiscard]] const AttributeWriteHandler* write_handler(model::NodeId node) const;
    /// The answer to WriteOutcome::later(): success, or an error. Nothing happens when the association is
    /// gone.
    void finish_write(const WriteTicket& ticket, std::optional<DataAccessError> error);

    [[nodiscard]] const Counters& counters() const { return counters_; }
    [[nodiscard]] std::size_t associations() const { return associations_; }
    [[nodiscard]] std::size_t connections() const { return connections_; }
    [[nodiscard]] const Options& options() const { return options_; }

private:
    friend class Call;
    friend class report::Reports;
    friend class setting::Settings;
    friend class control::Controls;
    friend class file::Obtaining;

    Connection* find(ConnectionId id) const;
    void drain(Connection& connection);
    void settle(Connection& connection);
    void make_ready(Connection& connection);
    void associate(Connection& connection, const stack::AssociateIndication& indication);
    void end(Connection& connection);
    void refused(Connection& connection, const stack::Refused& refusal);
    void track(const Connection& connection, tracking::Service service, tracking::ServiceError error);
    void erase(Connection& connection);
    void make_room();

    // dispatch.cpp
    void on_pdu(Connection& connection, Bytes octets);
    void on_confirmed_request(Connection& connection, const mms::Envelope& envelope, ber::DecodeState& state);
    void on_cancel(Connection& connection, const mms::Envelope& envelope);
    void reject(Connection& connection, const mms::Reject& reject);

    Options options_;
    model::Process process_;
    std::optional<DeadBands> dead_bands_;
    std::unique_ptr<Overlay> overlay_;
    Gate gate_;
    DataSets data_sets_;
    Engines engines_;
    std::unordered_map<std::uint32_t, AttributeWriteHandler> write_handlers_;  // by node

    stack::Buffers buffers_;
    std::shared_ptr<const stack::Options> stack_options_;
    std::vector<std::unique_ptr<Connection>> slots_;
    std::vector<std::uint32_t> free_slots_;
    std::vector<ConnectionId> ready_;
    Deadlines deadlines_;
    Scratch scratch_;
    Now now_{};
    std::uint32_t uses_ = 0;
    std::uint64_t peers_ = 0;
    std::size_t connections_ = 0;
    std::size_t associations_ = 0;
    std::size_t half_open_ = 0;
    Counters counters_;
    bool serving_ = false;  // a request: nobody else may send
    std::unique_ptr<tracking::Tracking> tracking_;
    std::unique_ptr<report::Reports> reports_;
    std::unique_ptr<setting::Settings> settings_;
    std::unique_ptr<process::BuiltIn> built_in_;  // on the objects of controls_, which hold its handlers
    std::unique_ptr<control::Controls> controls_;
    std::unique_ptr<log::Logs> logs_;
    std::unique_ptr<file::Files> files_;  // none: no file services
};

}  // namespace busbar::server
