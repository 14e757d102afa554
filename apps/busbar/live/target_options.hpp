// SPDX-License-Identifier: Apache-2.0
// The options of every command that talks to a server, and the way from them to an open association: capture
// and trace attached, retries done, refusals explained.
#pragma once

#include <busbar/client.hpp>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "program.hpp"

namespace busbar::program {

class WireLog;

struct TargetOptions {
    std::string target;
    std::string password_file;
    std::string tsel, ssel, psel;  ///< hexadecimal, empty for the usual ones
    std::uint32_t max_pdu = 0;     ///< octets of an MMS PDU that are proposed; 0: the usual

    /// TARGET as first argument, and the options.
    void add_to(CLI::App* command);
    /// The options without TARGET.
    void add_address_options(CLI::App* command);
};

/// What `options` mean for a client; complains and says how to exit where they mean nothing.
std::variant<ClientOptions, Exit> client_options(const Shared& shared, const TargetOptions& options);

/// An association, released at the end of its life.
class Link {
public:
    /// Connects, with the retries that were asked for. Nothing where that failed: exit() then says how to
    /// end, and the user has been told why.
    Link(const Shared& shared, const TargetOptions& options);
    ~Link();
    Link(const Link&) = delete;
    Link& operator=(const Link&) = delete;

    explicit operator bool() const { return client_.has_value(); }
    [[nodiscard]] Exit exit() const { return exit_; }
    Client& operator*() { return *client_; }
    Client* operator->() { return &*client_; }

    /// "10.0.0.7:102".
    [[nodiscard]] const std::string& target() const { return target_; }
    /// Connects again, once, without a word: after a loss that no subscription makes good.
    Result<void> reconnect();
    /// Tells what failed and gives the code to exit with.
    Exit failed(const std::string& what, const Error& error,
                const std::vector<std::string>& tries = {}) const;

private:
    /// `spoken`: whether the stream was up.
    Result<Client> connect(bool& spoken);

    const Shared& shared_;
    std::string target_;
    Target address_;
    ClientOptions settings_;
    std::shared_ptr<WireLog> log_;
    Exit exit_ = Exit::done;
    std::optional<Client> client_;
};

/// Ctrl-C ends the program with its exit code. For commands that leave nothing behind in the IED.
void exit_on_interrupt();

}  // namespace busbar::program
