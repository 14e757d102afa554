// SPDX-License-Identifier: Apache-2.0
// The program's frame: one CLI::App with a subcommand for each command file, the options that all share, help
// and errors. A command file adds itself by a function add_NAME(Program&), listed in commands.hpp, and leaves
// in Program::chosen what is to be run.
#pragma once

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "exit.hpp"

namespace busbar::program {

/// Options of every command.
struct Shared {
    bool json = false;
    std::string color = "auto";  ///< auto, always, never
    double timeout = 5.0;        ///< seconds, for connecting and for each answer
    int retries = 0;             ///< further attempts to connect
    bool trace = false;          ///< decoded PDUs on stderr
    std::string pcap;            ///< capture file to write, or empty
};

class Program {
public:
    Program();
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    /// Parses and runs. Never throws; whatever goes wrong ends in a message on stderr and an exit code.
    int run(int argc, const char* const* argv);

    /// A subcommand that understands the shared options. `summary` is one line for the overview.
    CLI::App* add(const std::string& name, const std::string& summary);
    CLI::App* add(CLI::App* parent, const std::string& name, const std::string& summary);
    /// What to run when `command` was given. The options it reads must be alive then: keep them in a
    /// shared_ptr that `work` holds.
    void on(CLI::App* command, std::function<Exit(const Shared&)> work);

    [[nodiscard]] CLI::App& app() { return app_; }
    [[nodiscard]] const Shared& shared() const { return shared_; }

private:
    int usage_error(const std::string& message, const CLI::App& at);
    [[nodiscard]] const CLI::App* unknown_command(const std::vector<std::string>& words,
                                                  std::string& word) const;

    CLI::App app_;
    Shared shared_;
    std::function<Exit(const Shared&)> chosen_;
};

/// The word among `known` that is meant by `word`, or empty where none is near.
std::string nearest(const std::string& word, const std::vector<std::string>& known);

}  // namespace busbar::program
