// SPDX-License-Identifier: Apache-2.0
#include "program.hpp"

#include <algorithm>
#include <cstdio>
#include <iostream>

#include "commands.hpp"
#include "help.hpp"

namespace busbar::program {
namespace {

/// Edits (insert, delete, change, swap of neighbours) between two words.
std::size_t distance(const std::string& a, const std::string& b) {
    std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) cost[i][0] = i;
    for (std::size_t j = 0; j <= b.size(); ++j) cost[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
            cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + change});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
            }
        }
    }
    return cost[a.size()][b.size()];
}

constexpr const char* overview =
    "busbar speaks IEC 61850 MMS: it serves IEDs from SCL files, browses, reads, writes and watches live "
    "ones, "
    "and decodes captures.";
constexpr const char* first_steps =
    "First steps:\n"
    "  busbar serve                       serve the built-in demo on port 10102\n"
    "  busbar tree 127.0.0.1:10102        its model\n"
    "  busbar read 127.0.0.1:10102 'BAY1MEAS/MMXU1.TotW.mag.f'\n"
    "  busbar watch 127.0.0.1:10102 --all  what changes, until Ctrl-C\n"
    "  busbar scl check FILE              what is wrong with an SCL file\n"
    "  busbar decode CAPTURE              MMS in a capture, readable\n"
    "TARGET is [mms://]HOST[:PORT], port 102 unless given.\n"
    "References are written LD/LN.DO.DA[FC]; $ may stand for the dots.\n"
    "busbar COMMAND --help says more.";

}  // namespace

std::string nearest(const std::string& word, const std::vector<std::string>& known) {
    std::string best;
    // A third of the letters may be wrong: beyond that a suggestion confuses more than it helps.
    std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
    for (const std::string& candidate : known) {
        const std::size_t d = distance(word, candidate);
        if (d < best_distance || (best.empty() && word.size() >= 3 && candidate.starts_with(word))) {
            best = candidate;
            best_distance = d;
        }
    }
    return best;
}

Program::Program() : app_(overview, "busbar") {
    app_.formatter(std::make_shared<Help>());
    app_.require_subcommand(0, 1);
    app_.footer(first_steps);
    app_.set_help_flag("-h,--help", "This help");
    app_.set_version_flag("--version", "busbar " BUSBAR_VERSION, "Print the version");
    app_.add_flag("--json", shared_.json, "One JSON document (JSON Lines for streams) on stdout");
    app_.add_option("--color", shared_.color, "Colour: auto, always or never")
        ->check(CLI::IsMember({"auto", "always", "never"}))
        ->type_name("WHEN")
        ->capture_default_str();
    app_.add_option("--timeout", shared_.timeout, "Seconds to wait for a connection and for each answer")
        ->check(CLI::Range(0.001, 86400.0))
        ->type_name("SECONDS")
        ->capture_default_str();
    app_.add_option("--retries", shared_.retries, "Further attempts to connect")
        ->check(CLI::Range(0, 1000))
        ->type_name("N")
        ->capture_default_str();
    app_.add_flag("--trace", shared_.trace, "Decoded PDUs, both directions, on stderr");
    app_.add_option("--pcap", shared_.pcap, "Write the connection to FILE (pcapng) for Wireshark")
        ->type_name("FILE");
    add_all_commands(*this);
}

CLI::App* Program::add(const std::string& name, const std::string& summary) {
    return add(&app_, name, summary);
}

CLI::App* Program::add(CLI::App* parent, const std::string& name, const std::string& summary) {
    CLI::App* command = parent->add_subcommand(name, summary);
    command->formatter(app_.get_formatter());
    command->fallthrough();
    command->footer("Options of all commands (--json, --timeout, --trace, ...): busbar --help");
    return command;
}

void Program::on(CLI::App* command, std::function<Exit(const Shared&)> work) {
    // A command with subcommands is asked after these.
    command->callback([this, command, work = std::move(work)] {
        if (command->get_subcommands().empty()) chosen_ = work;
    });
}

const CLI::App* Program::unknown_command(const std::vector<std::string>& words, std::string& word) const {
    const CLI::App* at = &app_;
    for (const std::string& w : words) {
        if (w.starts_with("-")) return nullptr;
        const auto commands = at->get_subcommands([](const CLI::App*) { return true; });
        if (commands.empty()) return nullptr;
        const auto found = std::find_if(commands.begin(), commands.end(),
                                        [&](const CLI::App* c) { return c->get_name() == w; });
        if (found == commands.end()) {
            // Some commands do something of their own beside their subcommands.
            const auto own =
                at->get_options([](const CLI::Option* option) { return option->get_positional(); });
            if (!own.empty()) return nullptr;
            word = w;
            return at;
        }
        at = *found;
    }
    return nullptr;
}

int Program::usage_error(const std::string& message, const CLI::App& at) {
    std::string name = at.get_name();
    for (const CLI::App* parent = at.get_parent(); parent != nullptr; parent = parent->get_parent()) {
        name = parent->get_name() + " " + name;
    }
    std::fprintf(stderr, "error: %s\n  try: %s --help\n", message.c_str(), name.c_str());
    return static_cast<int>(Exit::usage);
}

int Program::run(int argc, const char* const* argv) {
    const std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
    std::string word;
    if (const CLI::App* at = unknown_command(words, word)) {
        std::vector<std::string> known;
        for (const CLI::App* c : at->get_subcommands([](const CLI::App*) { return true; })) {
            if (!c->get_group().empty()) known.push_back(c->get_name());
        }
        const std::string meant = nearest(word, known);
        return usage_error(
            "no command '" + escaped(word) + "'" + (meant.empty() ? "" : "; did you mean '" + meant + "'?"),
            *at);
    }
    try {
        // CLI11 reports by exceptions; they end here.
        app_.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        const CLI::App* deepest = &app_;
        while (!deepest->get_subcommands().empty()) deepest = deepest->get_subcommands().front();
        std::cout << deepest->help();
        return 0;
    } catch (const CLI::CallForVersion&) {
        std::cout << "busbar " BUSBAR_VERSION << "\n";
        return 0;
    } catch (const CLI::ParseError& problem) {
        const CLI::App* deepest = &app_;
        while (!deepest->get_subcommands().empty()) deepest = deepest->get_subcommands().front();
        return usage_error(escaped(problem.what()), *deepest);
    }
    if (!chosen_) {
        std::cout << app_.help();
        return words.empty() ? 0 : static_cast<int>(Exit::usage);
    }
    const Exit result = chosen_(shared_);
    std::cout.flush();
    return static_cast<int>(std::cout ? result : Exit::local_io);
}

}  // namespace busbar::program
