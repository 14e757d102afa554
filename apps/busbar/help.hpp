// SPDX-License-Identifier: Apache-2.0
// Help texts that fit 80 columns: CLI11's own formatter does not wrap.
#pragma once

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

namespace busbar::program {

class Help final : public CLI::Formatter {
public:
    std::string make_option(const CLI::Option* option, bool positional) const override;
    std::string make_subcommand(const CLI::App* command) const override;
    std::string make_usage(const CLI::App* app, std::string name) const override;
    std::string make_description(const CLI::App* app) const override;
    std::string make_footer(const CLI::App* app) const override;
};

/// `text` in lines of at most `width` columns, each after the first indented by `indent`. Line ends in the
/// text stay.
std::string wrapped(const std::string& text, std::size_t indent, std::size_t width = 79);

}  // namespace busbar::program
