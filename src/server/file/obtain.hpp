// SPDX-License-Identifier: Apache-2.0
// SetFile as 8-1 clause 23 has it: obtainFile of ISO 9506-2, for which the server becomes the requester on
// the same association, reads the file from its client with fileOpen, fileRead and fileClose, and answers
// when it has it. InvokeIDs of the two directions have nothing to do with each other. One step at a time,
// each with a deadline; what goes wrong leaves the former file as it was.
#pragma once

#include <optional>

#include "mms/pdu.hpp"
#include "server/file/options.hpp"
#include "server/object_engine.hpp"

namespace busbar::server {
class Call;
class Server;
struct Connection;
}  // namespace busbar::server

namespace busbar::server::file {

class Obtaining {
public:
    Obtaining(Server& server, const FileOptions& options) : server_(server), options_(options) {}

    /// Answers the request later. `destination` is canonical, and `file` what will become it.
    void begin(Call& call, const std::string& source, std::string destination, std::unique_ptr<NewFile> file);
    bool on_answer(Connection& connection, const mms::Envelope& envelope, ber::DecodeState& state);
    /// Nothing is answered any more; what was written so far is discarded.
    void association_ended(ConnectionId connection);
    [[nodiscard]] TimePoint deadline() const;
    void on_time(const Now& now);

    [[nodiscard]] std::size_t count(ConnectionId connection) const;
    [[nodiscard]] std::size_t count() const { return transfers_.size(); }
    [[nodiscard]] bool is_writing(const std::string& path) const;

private:
    enum class Step : std::uint8_t { opening, reading, closing };
    struct Transfer {
        ConnectionId connection;
        std::uint32_t request = 0;  ///< invokeID of the obtainFile
        std::uint32_t asked = 0;    ///< invokeID of our own request that is under way
        Step step = Step::opening;
        std::int32_t frsm_id = 0;
        std::string destination;
        std::unique_ptr<NewFile> file;
        std::uint64_t octets = 0;
        unsigned empty_answers = 0;
        TimePoint deadline = never;
        std::optional<mms::ServiceError> failure;  ///< what the request is answered with after closing
    };

    void on_opened(Connection& connection, Transfer& transfer, const mms::Envelope& envelope,
                   ber::DecodeState& state);
    void on_data(Connection& connection, Transfer& transfer, const mms::Envelope& envelope,
                 ber::DecodeState& state);
    void on_refused(Connection& connection, Transfer& transfer, const mms::Envelope& envelope,
                    ber::DecodeState& state);
    void ask_to_read(Connection& connection, Transfer& transfer);
    /// Closes the client's file; then the request is answered.
    void close(Connection& connection, Transfer& transfer, std::optional<mms::ServiceError> failure);
    template <class Service>
    void ask(Connection& connection, Transfer& transfer, const typename Service::Request& request);
    void finish(Connection& connection, Transfer& transfer, std::optional<mms::ServiceError> failure);

    Server& server_;
    const FileOptions& options_;
    // Few at once. Each has its own place: it stays where it is while others come and go.
    std::vector<std::unique_ptr<Transfer>> transfers_;
    std::uint32_t next_invoke_id_ = 1;
};

}  // namespace busbar::server::file
