// SPDX-License-Identifier: Apache-2.0
// decode CAPTURE | --hex TEXT: what a capture or pasted octets say, as readable PDUs.
#include <algorithm>
#include <busbar/timestamp.hpp>
#include <cerrno>
#include <fstream>
#include <iostream>
#include <iterator>

#include "capture/packet_file.hpp"
#include "capture/tcp_streams.hpp"
#include "commands.hpp"
#include "decode/conversation.hpp"
#include "json.hpp"
#include "print.hpp"

namespace busbar::program {
namespace {

using decode::Conversation;
using decode::Layer;
using decode::Message;

struct Options {
    std::string file, hex, filter;
    std::vector<std::uint16_t> ports;
    bool summary = false, mms_only = false;
};

/// Where a message was seen; the addresses are empty for pasted octets.
struct Place {
    std::uint64_t packet = 0;
    WallTime time;
    std::string from, to;
};

class Printer {
public:
    Printer(const Shared& shared, const Options& options)
        : json_(shared.json), options_(options), paint_(shared, Paint::Stream::out) {}

    void print(const Place& place, const Message& message) {
        if (options_.mms_only && message.layer != Layer::mms && !message.bad) return;
        if (!options_.filter.empty() && message.title.find(options_.filter) == std::string::npos) return;
        if (message.layer != Layer::note) ++pdus_;
        if (message.bad) ++malformed_;
        json_ ? print_json(place, message) : print_text(place, message);
    }
    [[nodiscard]] std::size_t pdus() const { return pdus_; }
    [[nodiscard]] std::size_t malformed() const { return malformed_; }

private:
    void print_text(const Place& place, const Message& message) {
        std::string head;
        if (place.packet != 0) {
            head = "#" + std::to_string(place.packet) + " " + format_time(place.time) + " " + place.from +
                   " > " + place.to + " ";
        }
        const std::string title = escaped(message.title);
        out(paint_.dim(head) + std::string(decode::name_of(message.layer)) + " " +
            (message.bad ? paint_.red(title) : paint_.bold(title)) + "\n");
        if (options_.summary || !message.show) return;
        std::string body;
        ber::TextDump dump(body, 1);
        message.show(dump);
        out(body);
    }

    void print_json(const Place& place, const Message& message) {
        Json json;
        json.begin_object().member("schema", "busbar.pdu/1");
        if (place.packet != 0) {
            json.member("packet", place.packet).member("time", format_time(place.time));
            json.member("from", place.from).member("to", place.to);
        }
        json.member("layer", decode::name_of(message.layer)).member("title", message.title);
        json.member("malformed", message.bad);
        if (!message.octets.empty()) json.member("octets", to_hex(message.octets, ""));
        if (!options_.summary && message.show) {
            std::string body;
            ber::JsonDump dump(body);
            dump.begin("", false);
            message.show(dump);
            dump.end();
            json.key("pdu").raw(body);
        }
        json.end_object().print();
    }

    static std::string format_time(WallTime time) {
        return to_text(std::chrono::time_point_cast<std::chrono::nanoseconds>(time));
    }

    bool json_;
    const Options& options_;
    Paint paint_;
    std::size_t pdus_ = 0;
    std::size_t malformed_ = 0;
};

/// The connections of a capture, each with its decoder once it is known to carry this stack.
class Connections {
public:
    Connections(const Options& options, Printer& printer) : options_(options), printer_(printer) {}

    void take(const capture::StreamPart& part) {
        const bool swapped = part.to < part.from;
        const Key key = swapped ? Key{part.to, part.from} : Key{part.from, part.to};
        if (part.opens) {
            finish(key);
            all_[key].client = part.from;
            all_[key].client_known = true;
            return;
        }
        Connection& connection = all_[key];
        if (part.payload.empty()) return;
        if (!connection.judged) judge(connection, part);
        if (!connection.ours) return;
        const bool from_client = part.from == connection.client;
        connection.last = {part.packet_number, part.time, part.from.text(), part.to.text()};
        std::vector<Message> messages;
        connection.conversation.feed(from_client, part.payload, part.lost, messages);
        for (const Message& message : messages) printer_.print(connection.last, message);
    }
    void finish() {
        while (!all_.empty()) finish(all_.begin()->first);
    }
    [[nodiscard]] std::size_t count() const { return count_; }
    [[nodiscard]] std::size_t encrypted() const { return encrypted_; }

private:
    using Key = std::pair<capture::Endpoint, capture::Endpoint>;
    struct Connection {
        capture::Endpoint client;
        bool client_known = false;
        bool judged = false;
        bool ours = false;
        Conversation conversation;
        Place last;
    };

    [[nodiscard]] bool known_port(std::uint16_t port) const {
        return port == 102 ||
               std::find(options_.ports.begin(), options_.ports.end(), port) != options_.ports.end();
    }
    // On other ports than MMS's own, the first octets must look right: a capture holds all sorts of things.
    void judge(Connection& connection, const capture::StreamPart& part) {
        connection.judged = true;
        const bool by_port = known_port(part.to.port) || known_port(part.from.port);
        if (part.payload.size() > 2 && part.payload[0] >= 0x14 && part.payload[0] <= 0x17 &&
            part.payload[1] == 3 && (part.to.port == 3782 || part.from.port == 3782)) {
            ++encrypted_;
            return;
        }
        connection.ours = by_port || Conversation::plausible(part.payload);
        if (connection.ours) ++count_;
        if (connection.client_known) return;
        const bool to_server =
            known_port(part.to.port) || (!known_port(part.from.port) && part.to.port < part.from.port);
        connection.client = to_server ? part.from : part.to;
        connection.client_known = true;
    }
    void finish(const Key& key) {
        const auto found = all_.find(key);
        if (found == all_.end()) return;
        std::vector<Message> messages;
        if (found->second.ours) found->second.conversation.finish(messages);
        for (const Message& message : messages) printer_.print(found->second.last, message);
        all_.erase(found);
    }

    const Options& options_;
    Printer& printer_;
    std::map<Key, Connection> all_;
    std::size_t count_ = 0;
    std::size_t encrypted_ = 0;
};

Exit verdict(const Printer& printer) {
    return printer.malformed() > 0 ? Exit::negative : Exit::done;
}

Exit decode_capture(const Shared& shared, const Options& options, capture::PacketFile file) {
    Printer printer(shared, options);
    Connections connections(options, printer);
    capture::TcpStreams streams;
    std::vector<capture::StreamPart> parts;
    const auto drain = [&] {
        for (const capture::StreamPart& part : parts) connections.take(part);
        parts.clear();
    };
    Exit result = Exit::done;
    for (;;) {
        const auto packet = file.next();
        if (!packet) {
            complain(shared, "the capture ends early: " + options.file, packet.error());
            result = Exit::partial;
            break;
        }
        if (!*packet) break;
        streams.add(**packet, parts);
        drain();
    }
    streams.finish(parts);
    drain();
    connections.finish();
    std::string line = std::to_string(printer.pdus()) + " PDUs in " + std::to_string(connections.count()) +
                       " connections, " + std::to_string(printer.malformed()) + " malformed";
    if (connections.encrypted() > 0) line += ", " + std::to_string(connections.encrypted()) + " encrypted";
    note(line);
    if (printer.pdus() == 0) note("  try: --port N where MMS runs on another port than 102");
    return result == Exit::done ? verdict(printer) : result;
}

/// Pasted octets may begin at any layer.
Exit decode_octets(const Shared& shared, const Options& options, const ByteVector& octets) {
    Printer printer(shared, options);
    Conversation conversation;
    std::vector<Message> messages;
    const bool session_spdu =
        octets.size() > 1 && (octets[0] == 0x01 || (octets[0] >= 0x08 && octets[0] <= 0x0E) ||
                              octets[0] == 0x19 || octets[0] == 0x1A);
    if (octets.size() > 1 && octets[0] == 3 && octets[1] == 0) {
        conversation.feed(true, octets, 0, messages);
        conversation.finish(messages);
    } else if (session_spdu) {
        conversation.take_tsdu(true, octets, messages);
    } else {
        conversation.take_upper(true, octets, messages);
    }
    for (const Message& message : messages) printer.print({}, message);
    return printer.pdus() == 0 ? Exit::negative : verdict(printer);
}

Exit decode_text(const Shared& shared, const Options& options, std::string_view text) {
    const auto octets = from_hex(text);
    if (!octets || octets->empty()) {
        Error error = octets ? Error{} : octets.error();
        if (octets) error.text = "there is nothing";
        complain(shared, "neither a capture nor octets in hexadecimal", error,
                 {"busbar decode --hex '03 00 00 16 11 E0 ...'"});
        return Exit::usage;
    }
    return decode_octets(shared, options, *octets);
}

Exit run(const Shared& shared, const Options& options) {
    if (!options.hex.empty()) return decode_text(shared, options, options.hex);
    ByteVector content;
    if (options.file == "-") {
        content.assign(std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>());
    } else {
        std::ifstream in(options.file, std::ios::binary);
        if (!in) {
            complain(shared, "cannot open " + options.file,
                     fail(Fault::io, "", {Domain::system, errno}).value());
            return Exit::local_io;
        }
        content.assign(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    }
    if (!capture::PacketFile::is_capture(content)) return decode_text(shared, options, text_of(content));
    auto file = capture::PacketFile::from_bytes(std::move(content));
    if (!file) {
        complain(shared, "cannot read " + options.file, file.error());
        return Exit::negative;
    }
    return decode_capture(shared, options, std::move(*file));
}

}  // namespace

void add_decode(Program& program) {
    CLI::App* command = program.add("decode", "Show the MMS in a capture (pcap, pcapng) or in pasted octets");
    auto o = std::make_shared<Options>();
    CLI::Option* file =
        command->add_option("CAPTURE", o->file, "Capture file, file of hexadecimal text, - for stdin");
    command->add_option("--hex", o->hex, "Octets to decode, from TPKT, session, presentation or MMS on")
        ->type_name("TEXT")
        ->excludes(file);
    command->add_option("--port", o->ports, "Further TCP ports that carry MMS; 102 always does")
        ->type_name("N");
    command->add_option("--filter", o->filter, "Only PDUs whose title contains TEXT, 'read' for instance")
        ->type_name("TEXT");
    command->add_flag("--summary", o->summary, "One line for each PDU");
    command->add_flag("--mms", o->mms_only, "Only MMS PDUs and what is malformed");
    program.on(command, [o](const Shared& shared) {
        if (o->file.empty() && o->hex.empty()) {
            note("error: what is to be decoded?\n  try: busbar decode FILE, or busbar decode --hex '...'");
            return Exit::usage;
        }
        return run(shared, *o);
    });
}

}  // namespace busbar::program
