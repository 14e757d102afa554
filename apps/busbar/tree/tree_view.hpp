// SPDX-License-Identifier: Apache-2.0
// Shows a model, live or from a file, as an indented tree or as JSON.
#pragma once

#include <busbar/remote_model.hpp>
#include <limits>
#include <string>
#include <vector>

#include "json.hpp"
#include "print.hpp"
#include "values/meaning.hpp"

namespace busbar::program {

struct TreeDataSet {
    std::string logical_node;  ///< "LD/LN"; empty where the name has no such form
    std::string reference;     ///< "LD/LN$name"
    std::vector<std::string> members;
    bool deletable = false;
};

/// What is to be shown.
struct Tree {
    RemoteModel model;
    std::vector<RemoteModel::Node> tops;  ///< subtrees
    std::vector<TreeDataSet> data_sets;
    std::vector<std::string> logs;
    Dictionary dictionary;
    unsigned depth = std::numeric_limits<unsigned>::max();  ///< levels below and with the tops
};

struct Glyphs {
    const char *branch, *last, *line, *space;
};
/// Box drawing where the locale has UTF-8, else ASCII.
Glyphs glyphs(bool ascii);

std::string tree_text(const Tree& tree, const Paint& paint, const Glyphs& glyphs);
/// Members "tree" (nested), "leaves" (flat), "data_sets", "control_blocks", "logs" of the open object.
void write_tree(Json& json, const Tree& tree);

}  // namespace busbar::program
