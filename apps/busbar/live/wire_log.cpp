// SPDX-License-Identifier: Apache-2.0
#include "live/wire_log.hpp"

#include <busbar/timestamp.hpp>
#include <chrono>
#include <map>
#include <optional>
#include <vector>

#include "capture/packet_writer.hpp"
#include "decode/conversation.hpp"
#include "print.hpp"

namespace busbar::program {
namespace {

SystemTime wall_now() {
    return std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now());
}

/// TPKT version 3, TPDU code CR.
bool is_connection_request(Bytes octets) {
    return octets.size() > 6 && octets[0] == 3 && (octets[5] & 0xF0U) == 0xE0U;
}

class Log final : public WireLog, public std::enable_shared_from_this<Log> {
public:
    Log(const Shared& shared, std::optional<capture::PacketWriter> file)
        : paint_(shared, Paint::Stream::err), trace_(shared.trace), file_(std::move(file)) {}
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;
    ~Log() override {
        while (!connections_.empty()) closed(connections_.begin()->first);
    }

    void attach(ClientOptions& options) override {
        if (!trace_ && !file_) return;
        // A client has one connection after the other.
        if (connections_.contains(0)) closed(0);
        // The client's copy of the hook keeps the log alive until the connection has ended.
        options.tap = [self = shared_from_this()](Direction direction, std::span<const std::uint8_t> octets) {
            const bool sent = direction == Direction::sent;
            // A subscription makes a lost connection again: its first octets are a COTP connection request.
            if (sent && is_connection_request(octets)) self->closed(0);
            if (!self->connections_.contains(0)) self->opened(0, "");
            self->octets(0, sent, octets);
        };
    }
    void attach(ServerOptions& options) override {
        if (!trace_ && !file_) return;
        options.tap = [self = shared_from_this()](const WireEvent& event) {
            switch (event.kind) {
                case WireEvent::Kind::opened: self->opened(event.connection, std::string(event.peer)); break;
                case WireEvent::Kind::received: self->octets(event.connection, true, event.octets); break;
                case WireEvent::Kind::sent: self->octets(event.connection, false, event.octets); break;
                case WireEvent::Kind::closed: self->closed(event.connection); break;
            }
        };
    }

private:
    struct Connection {
        std::string peer;  ///< of a server's connection
        decode::Conversation conversation;
    };

    void opened(std::uint64_t number, std::string peer) {
        connections_[number].peer = std::move(peer);
        if (file_) file_->connected(wall_now(), number);
    }
    void closed(std::uint64_t number) {
        if (connections_.erase(number) == 0 || !file_) return;
        file_->closed(wall_now(), number);
        flush();
    }
    void octets(std::uint64_t number, bool from_client, Bytes octets) {
        const SystemTime now = wall_now();
        if (file_) {
            if (from_client) {
                file_->sent(octets, now, number);
            } else {
                file_->received(octets, now, number);
            }
            // At once: whoever watches the file, or ends the program, sees all of it.
            flush();
        }
        if (!trace_) return;
        Connection& connection = connections_[number];
        std::vector<decode::Message> messages;
        connection.conversation.feed(from_client, octets, 0, messages);
        for (const decode::Message& message : messages) show(connection, message, now);
    }
    void flush() {
        const auto written = file_->flush();
        if (!written && !told_) note("warning: " + written.error().message());
        told_ = told_ || !written;
    }
    void show(const Connection& connection, const decode::Message& message, SystemTime now) const {
        std::string title = to_text(now) + (connection.peer.empty() ? "" : " " + connection.peer);
        title += (message.from_client ? " --> " : " <-- ") + message.title;
        std::string text = paint_.bold(title) + "\n";
        if (message.show) {
            ber::TextDump dump(text, 1);
            message.show(dump);
        }
        if (text.ends_with('\n')) text.pop_back();
        note(text);
    }

    Paint paint_;
    bool trace_;
    bool told_ = false;
    std::optional<capture::PacketWriter> file_;
    std::map<std::uint64_t, Connection> connections_;
};

}  // namespace

Result<std::shared_ptr<WireLog>> WireLog::create(const Shared& shared, const std::string& target) {
    std::optional<capture::PacketWriter> file;
    if (!shared.pcap.empty()) {
        auto created = capture::PacketWriter::create(shared.pcap, target);
        if (!created) return fail(std::move(created).error());
        file = std::move(*created);
    }
    return std::shared_ptr<WireLog>(std::make_shared<Log>(shared, std::move(file)));
}

}  // namespace busbar::program
