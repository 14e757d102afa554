// SPDX-License-Identifier: Apache-2.0
#include "live/wire_log.hpp"

#include <busbar/timestamp.hpp>
#include <chrono>
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

/// One connection.
class Log final : public WireLog, public std::enable_shared_from_this<Log> {
public:
    Log(const Shared& shared, std::optional<capture::PacketWriter> file)
        : paint_(shared, Paint::Stream::err), trace_(shared.trace), file_(std::move(file)) {}
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;
    ~Log() override {
        if (!file_ || !connected_) return;
        file_->closed(wall_now());
        (void)file_->flush();
    }

    void attach(ClientOptions& options) override {
        if (!trace_ && !file_) return;
        if (file_ && connected_) file_->closed(wall_now());
        connected_ = false;
        conversation_ = decode::Conversation();
        // The client's copy of the hook keeps the log alive until the connection has ended.
        options.tap = [self = shared_from_this()](Direction direction, std::span<const std::uint8_t> octets) {
            self->octets(direction == Direction::sent, octets);
        };
    }

private:
    void octets(bool sent, Bytes octets) {
        const SystemTime now = wall_now();
        if (file_) capture(sent, octets, now);
        if (!trace_) return;
        std::vector<decode::Message> messages;
        conversation_.feed(sent, octets, 0, messages);
        for (const decode::Message& message : messages) show(message, now);
    }
    void capture(bool sent, Bytes octets, SystemTime now) {
        if (!connected_) file_->connected(now);
        connected_ = true;
        if (sent) {
            file_->sent(octets, now);
        } else {
            file_->received(octets, now);
        }
        const auto written = file_->flush();
        if (!written && !told_) note("warning: " + written.error().message());
        told_ = told_ || !written;
    }
    void show(const decode::Message& message, SystemTime now) const {
        std::string text =
            paint_.bold(to_text(now) + (message.from_client ? " --> " : " <-- ") + message.title) + "\n";
        if (message.show) {
            ber::TextDump dump(text, 1);
            message.show(dump);
        }
        if (text.ends_with('\n')) text.pop_back();
        note(text);
    }

    Paint paint_;
    bool trace_;
    bool connected_ = false;  ///< in the capture
    bool told_ = false;
    std::optional<capture::PacketWriter> file_;
    decode::Conversation conversation_;
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
