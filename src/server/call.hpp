// SPDX-License-Identifier: Apache-2.0
// One confirmed request while it is served: whose it is, what it may use, and the ways to answer it. Exactly
// one of respond(), fail(), reject() and defer() ends it.
#pragma once

#include "server/server.hpp"
#include "server/tracking/tracking.hpp"

namespace busbar::server {

class Call {
public:
    Call(Server& server, Connection& connection, std::uint32_t invoke_id)
        : server_(server), connection_(connection), invoke_id_(invoke_id) {}

    // ---- what a service works with ----
    [[nodiscard]] const model::Model& model() const { return server_.process_.model(); }
    [[nodiscard]] const model::Image& image() const { return server_.process_.image(); }
    [[nodiscard]] model::Process& process() { return server_.process_; }
    [[nodiscard]] const Gate& gate() const { return server_.gate_; }
    [[nodiscard]] const Engines& engines() const { return server_.engines_; }
    [[nodiscard]] DataSets& data_sets() const { return server_.data_sets_; }
    [[nodiscard]] report::Reports& reports() const { return *server_.reports_; }
    [[nodiscard]] setting::Settings& settings() const { return *server_.settings_; }
    [[nodiscard]] log::Logs& logs() const { return *server_.logs_; }
    [[nodiscard]] tracking::Tracking& tracking() const { return *server_.tracking_; }
    /// Only in services that need them.
    [[nodiscard]] file::Files& files() const { return *server_.files_; }
    [[nodiscard]] const Options& options() const { return server_.options_; }
    [[nodiscard]] Scratch& scratch() { return server_.scratch_; }
    [[nodiscard]] const Now& now() const { return server_.now_; }
    [[nodiscard]] const Peer& peer() const { return connection_.peer; }
    [[nodiscard]] ConnectionId connection() const { return connection_.id; }
    [[nodiscard]] std::uint32_t invoke_id() const { return invoke_id_; }
    /// Octets of the longest answer.
    [[nodiscard]] std::size_t max_pdu() const { return connection_.association.negotiated().max_pdu_octets; }
    /// Who is to be asked before this attribute changes, or null.
    [[nodiscard]] const AttributeWriteHandler* write_handler(model::NodeId node) const;

    // ---- answers ----
    /// The positive answer; resource/other in its place where it is longer than negotiated.
    template <class Service>
    void respond(const typename Service::Response& response) {
        BackWriter& writer = connection_.association.begin();
        mms::encode_response<Service>(writer, invoke_id_, response);
        finish(writer);
    }
    /// The negative one.
    void fail(std::int32_t error_class, std::int32_t code);
    void fail(const mms::ServiceError& error);
    /// For a request that can be decoded and yet makes no sense.
    void reject(Code code);
    /// Will be answered by Server::finish_write(), when no item of `results` is open any more.
    void defer(std::span<const std::uint8_t> results);

    /// What fail() or reject() has said, as tracking data say it.
    [[nodiscard]] tracking::ServiceError error() const { return error_; }

private:
    void finish(const BackWriter& writer);

    Server& server_;
    Connection& connection_;
    std::uint32_t invoke_id_;
    tracking::ServiceError error_ = tracking::ServiceError::no_error;
};

/// Classes and codes of ServiceError that several services use.
namespace service_error {
inline constexpr std::int32_t definition = 2, resource = 3, service = 4, access = 7;
inline constexpr std::int32_t object_undefined = 1, invalid_address = 2, object_exists = 5,
                              attribute_inconsistent = 6;                            // of definition
inline constexpr std::int32_t capability_unavailable = 4;                            // of resource
inline constexpr std::int32_t object_constraint_conflict = 5;                        // of service
inline constexpr std::int32_t other = 0;                                             // of all
inline constexpr std::int32_t unsupported = 1, non_existent = 2, access_denied = 3;  // of access
}  // namespace service_error

}  // namespace busbar::server
