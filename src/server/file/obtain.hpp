// SPDX-License-Identifier: Apache-2.0
// SetFile as 8-1 clause 23 has it: obtainFile of ISO 9506-2, for which the server becomes the requester on
// the same association, reads the file from its client with fileOpen, fileRead and fileClose, and answers
// when it has it and the store has committed it, which may take its time: other requests go on meanwhile.
// InvokeIDs of the two directions have nothing to do with each other. Several reads are under way as long as
// more of the file is expected than they will bring; else one step at a time. Each of the client's has a
// deadline; what goes wrong leaves the former file as it was.
#pragma once

#include <optional>
#include <vector>

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
    /// Nothing is answered any more; what was written so far is discarded, unless it is being committed.
    void association_ended(ConnectionId connection);
    [[nodiscard]] TimePoint deadline() const;
    void on_time(const Now& now);

    [[nodiscard]] std::size_t count(ConnectionId connection) const;
    [[nodiscard]] std::size_t count() const { return transfers_.size(); }
    [[nodiscard]] bool is_writing(const std::string& path) const;

private:
    enum class Step : std::uint8_t { opening, reading, committing, closing };
    struct Transfer {
        std::uint64_t number = 0;
        ConnectionId connection;           ///< of nobody when it was lost while the file was committed
        std::uint32_t request = 0;         ///< invokeID of the obtainFile
        std::uint32_t asked = 0;           ///< invokeID of our own request that came last
        std::vector<std::uint32_t> reads;  ///< invokeIDs of those that are under way, in their order
        Step step = Step::opening;
        std::int32_t frsm_id = 0;
        std::string destination;
        std::unique_ptr<NewFile> file;  ///< until it is committed or given up
        std::uint64_t size = 0;         ///< as the client told it
        std::uint64_t block = 0;        ///< octets of its first answer
        std::uint64_t octets = 0;
        unsigned empty_answers = 0;
        TimePoint deadline = never;
        std::optional<mms::ServiceError> failure;  ///< what the request is answered with after closing
    };

    void on_opened(Connection& connection, Transfer& transfer, const mms::Envelope& envelope,
                   ber::DecodeState& state);
    void on_data(Connection& connection, Transfer& transfer, const mms::Envelope& envelope,
                 ber::DecodeState& state);
    void on_read(Connection& connection, Transfer& transfer, const mms::Envelope& envelope,
                 ber::DecodeState& state);
    void on_refused(Connection& connection, Transfer& transfer, const mms::Envelope& envelope,
                    ber::DecodeState& state);
    void ask_to_read(Connection& connection, Transfer& transfer);
    void commit(Transfer& transfer);
    void committed(std::uint64_t number, FileResult<void> result);
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
    std::uint64_t last_number_ = 0;
    bool answering_ = false;  // in on_answer(), whose caller does what an answer takes
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // for a store that lives longer
};

}  // namespace busbar::server::file
