// SPDX-License-Identifier: Apache-2.0
#include "help.hpp"

#include <sstream>

namespace busbar::program {
namespace {

constexpr std::size_t names_column = 26;

/// "  names      text", with the text on its own line where the names are long.
std::string entry(const std::string& names, const std::string& text) {
    std::string out = "  " + names;
    if (out.size() + 2 > names_column) {
        out += '\n' + std::string(names_column, ' ');
    } else {
        out.resize(names_column, ' ');
    }
    return out + wrapped(text, names_column, 79 - names_column) + '\n';
}

}  // namespace

std::string wrapped(const std::string& text, std::size_t indent, std::size_t width) {
    std::string out;
    std::istringstream lines(text);
    std::string line;
    bool first_line = true;
    while (std::getline(lines, line)) {
        if (!first_line) out += '\n' + std::string(indent, ' ');
        first_line = false;
        // Lines that are indented are examples: they are kept as they are.
        if (line.starts_with("  ")) {
            out += line;
            continue;
        }
        std::istringstream words(line);
        std::string word;
        std::size_t column = 0;
        while (words >> word) {
            if (column > 0 && column + 1 + word.size() > width) {
                out += '\n' + std::string(indent, ' ');
                column = 0;
            }
            if (column > 0) out += ' ';
            out += word;
            column += (column > 0 ? 1 : 0) + word.size();
        }
    }
    return out;
}

std::string Help::make_option(const CLI::Option* option, bool positional) const {
    std::string names = option->get_name(positional, true);
    // What a value is checked for follows a colon; the description says it in words.
    std::string type = option->get_type_name();
    type = type.substr(0, type.find(':'));
    if (!positional && option->get_type_size() > 0 && !type.empty()) names += " " + type;
    std::string text = option->get_description();
    const std::string standard = option->get_default_str();
    if (!standard.empty() && standard != "false" && option->get_type_size() > 0)
        text += " [" + standard + "]";
    return entry(names, text);
}

std::string Help::make_subcommand(const CLI::App* command) const {
    return entry(command->get_name(), command->get_description());
}

std::string Help::make_usage(const CLI::App* app, std::string name) const {
    std::string full = app->get_name();
    for (const CLI::App* parent = app->get_parent(); parent != nullptr; parent = parent->get_parent()) {
        full = parent->get_name() + " " + full;
    }
    if (full.empty()) full = name;
    std::string line = "usage: " + full;
    if (app->get_require_subcommand_min() > 0) line += " COMMAND";
    for (const CLI::Option* option : app->get_options()) {
        if (!option->get_positional()) continue;
        const std::string word = option->get_name(true);
        line += option->get_required() ? " " + word : " [" + word + "]";
        if (option->get_items_expected_max() > 1) line += "...";
    }
    line += " [OPTIONS]\n";
    return line;
}

std::string Help::make_description(const CLI::App* app) const {
    return wrapped(app->get_description(), 0) + "\n";
}

std::string Help::make_footer(const CLI::App* app) const {
    const std::string footer = app->get_footer();
    return footer.empty() ? "" : wrapped(footer, 0) + "\n";
}

}  // namespace busbar::program
