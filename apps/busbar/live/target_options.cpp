// SPDX-License-Identifier: Apache-2.0
#include "live/target_options.hpp"

#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <fstream>
#include <thread>

#include "base/bytes.hpp"
#include "base/limits.hpp"
#include "live/wire_log.hpp"
#include "print.hpp"

namespace busbar::program {
namespace {

constexpr std::chrono::milliseconds retry_pause{1000};

Result<std::string> first_line(const std::string& path) {
    std::ifstream file(path);
    if (!file) return fail(Fault::io, "cannot open " + path, {Domain::system, errno});
    std::string line;
    if (!std::getline(file, line) || line.empty()) return fail(Fault::misuse, path + " holds no password");
    return line;
}

/// False, with the reason told, where `text` is no selector of at most `most` octets.
bool read_selector(const Shared& shared, const char* option, const std::string& text, std::size_t most,
                   std::vector<std::uint8_t>& selector) {
    if (text.empty()) return true;
    auto octets = from_hex(text);
    if (!octets) {
        complain(shared, std::string(option) + " takes hexadecimal octets, 0001 for instance",
                 octets.error());
        return false;
    }
    if (octets->size() > most) {
        Error error;
        error.fault = Fault::misuse;
        error.text = "at most " + std::to_string(most) + " octets";
        complain(shared, std::string(option) + " is too long", error);
        return false;
    }
    selector = std::move(*octets);
    return true;
}

std::vector<std::string> hints(const Error& error, const Target& target, Exit exit) {
    if (error.code.domain == Domain::acse_user && error.code.value >= 11) return {"--password-file FILE"};
    if (exit == Exit::refused && error.fault == Fault::io) {
        return {"--password-file FILE, where the IED wants a password",
                "the selectors of the IED's SCL file: --tsel, --ssel, --psel",
                "later, where it has too many clients"};
    }
    if (exit == Exit::refused) return {"the selectors of the IED's SCL file: --tsel, --ssel, --psel"};
    if (error.code.domain == Domain::system && target.port == Target::plain_port) {
        return {"the port, if it is another than 102: " + target.host + ":PORT"};
    }
    if (error.fault == Fault::timeout) return {"a longer --timeout, or whether address and port are right"};
    return {};
}

}  // namespace

void TargetOptions::add_to(CLI::App* command) {
    command->add_option("TARGET", target, "[mms://]HOST[:PORT]; port 102 unless given")->required();
    add_address_options(command);
}

void TargetOptions::add_address_options(CLI::App* command) {
    command->add_option("--password-file", password_file, "Send the first line of FILE as ACSE password")
        ->type_name("FILE");
    command->add_option("--tsel", tsel, "Called transport selector, in hexadecimal [0001]")->type_name("HEX");
    command->add_option("--ssel", ssel, "Called session selector [0001]")->type_name("HEX");
    command->add_option("--psel", psel, "Called presentation selector [00000001]")->type_name("HEX");
    command->add_option("--max-pdu", max_pdu, "Longest MMS PDU to propose, in octets [65000]")
        ->check(CLI::Range(limits::mms_pdu_min_octets, std::size_t{1} << 20U))
        ->type_name("OCTETS");
}

std::variant<ClientOptions, Exit> client_options(const Shared& shared, const TargetOptions& options) {
    ClientOptions client;
    const auto timeout =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::duration<double>(shared.timeout));
    client.connect_timeout = std::max(timeout, std::chrono::milliseconds(1));
    client.request_timeout = client.connect_timeout;
    if (options.max_pdu != 0) client.max_pdu_octets = options.max_pdu;
    if (!read_selector(shared, "--tsel", options.tsel, 32, client.peer.transport_selector) ||
        !read_selector(shared, "--ssel", options.ssel, 16, client.peer.session_selector) ||
        !read_selector(shared, "--psel", options.psel, 16, client.peer.presentation_selector)) {
        return Exit::usage;
    }
    if (!options.password_file.empty()) {
        auto password = first_line(options.password_file);
        if (!password) {
            complain(shared, "no password", password.error());
            return exit_of(password.error(), Stage::local);
        }
        client.password = std::move(*password);
    }
    return client;
}

Link::Link(const Shared& shared, const TargetOptions& options) : shared_(shared), target_(options.target) {
    const auto target = Target::parse(options.target);
    if (!target) {
        complain(shared, "no target: " + options.target, target.error(),
                 {"[mms://]HOST[:PORT], 10.0.0.7:102"});
        exit_ = Exit::usage;
        return;
    }
    target_ = target->text();
    address_ = *target;
    auto made = client_options(shared, options);
    if (const Exit* bad = std::get_if<Exit>(&made)) {
        exit_ = *bad;
        return;
    }
    settings_ = std::move(std::get<ClientOptions>(made));
    auto log = WireLog::create(shared, target_);
    if (!log) {
        complain(shared, "no capture", log.error());
        exit_ = Exit::local_io;
        return;
    }
    log_ = std::move(*log);
    exit_on_interrupt();
    for (int attempt = 0;; ++attempt) {
        bool spoken = false;
        auto connected = connect(spoken);
        if (connected) {
            client_ = std::move(*connected);
            return;
        }
        exit_ = exit_of(connected.error(), Stage::connecting);
        if (spoken && connected.error().fault == Fault::io) exit_ = Exit::refused;
        const bool again = exit_ == Exit::no_connection && attempt < shared.retries;
        if (!again) {
            const char* const what =
                exit_ == Exit::refused ? "association refused by " : "cannot connect to ";
            complain(shared, what + target_, connected.error(), hints(connected.error(), *target, exit_));
            return;
        }
        note("no connection to " + escaped(target_) + ", trying again");
        std::this_thread::sleep_for(retry_pause);
    }
}

Result<Client> Link::connect(bool& spoken) {
    ClientOptions client = settings_;
    log_->attach(client);
    // Whether the stream was up: who closes it then has refused us, if without a word.
    auto heard = std::make_shared<bool>(false);
    client.tap = [heard, tap = std::move(client.tap)](Direction direction,
                                                      std::span<const std::uint8_t> octets) {
        *heard = true;
        if (tap) tap(direction, octets);
    };
    auto connected = Client::connect(address_, client);
    spoken = *heard;
    return connected;
}

Result<void> Link::reconnect() {
    bool spoken = false;
    auto connected = connect(spoken);
    if (!connected) return fail(std::move(connected).error());
    client_ = std::move(*connected);
    return {};
}

Link::~Link() {
    // A peer that does not answer the conclude is left after a moment; there is nobody to tell.
    if (client_ && client_->is_open()) (void)client_->release();
}

Exit Link::failed(const std::string& what, const Error& error, const std::vector<std::string>& tries) const {
    complain(shared_, what + " (" + target_ + ")", error, tries);
    return exit_of(error, Stage::connected);
}

void exit_on_interrupt() {
    // Only what a signal handler may do: no clean-up is owed, captures are flushed as they are written.
    std::signal(SIGINT, [](int) { _exit(static_cast<int>(Exit::interrupted)); });
}

}  // namespace busbar::program
