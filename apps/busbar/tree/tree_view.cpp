// SPDX-License-Identifier: Apache-2.0
#include "tree/tree_view.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <functional>

namespace busbar::program {
namespace {

using Node = RemoteModel::Node;

/// "Enum BehaviourModeKind" where a file tells, else "integer(8)".
std::string type_of(Node node, const Dictionary& dictionary) {
    if (node.is_leaf()) {
        const Meaning meaning = dictionary.of(node);
        if (!meaning.basic_type.empty()) {
            return std::string(meaning.basic_type) +
                   (meaning.enum_type.empty() ? "" : " " + std::string(meaning.enum_type));
        }
    }
    return node.type_text();
}

std::string_view kind_name(Node node) {
    switch (node.kind()) {
        case NodeKind::server: return "server";
        case NodeKind::logical_device: return "logical-device";
        case NodeKind::logical_node: return "logical-node";
        case NodeKind::constraint: return "functional-constraint";
        case NodeKind::data: return node.is_leaf() ? "attribute" : "data";
        case NodeKind::element: return "element";
    }
    return "data";
}

/// "brcb" for LN.BR.name and so on; empty for what is no control block.
std::string_view control_block_kind(Node node) {
    if (node.kind() != NodeKind::data || !node.has_parent() || node.parent().kind() != NodeKind::constraint)
        return {};
    switch (node.fc()) {
        case Fc::rp: return "urcb";
        case Fc::br: return "brcb";
        case Fc::lg: return "lcb";
        case Fc::go: return "gocb";
        case Fc::ms: return "msvcb";
        case Fc::us: return "usvcb";
        case Fc::sp: return node.name() == "SGCB" ? "sgcb" : "";
        case Fc::none:
        case Fc::st:
        case Fc::mx:
        case Fc::co:
        case Fc::sg:
        case Fc::se:
        case Fc::sv:
        case Fc::cf:
        case Fc::dc:
        case Fc::ex:
        case Fc::sr:
        case Fc::or_:
        case Fc::bl: break;
    }
    return {};
}

class Text {
public:
    Text(const Tree& tree, const Paint& paint, const Glyphs& glyphs)
        : tree_(tree), paint_(paint), glyphs_(glyphs) {}

    std::string all() {
        for (const Node top : tree_.tops) {
            // A subtree says where it is, everything below it only its own name.
            out_ += paint_.bold(escaped(top.reference()));
            leaf_type(top);
            out_ += '\n';
            below(top, "", 1);
        }
        return std::move(out_);
    }

private:
    void leaf_type(Node node) {
        if (node.is_leaf() || node.type() == MmsType::array) {
            out_ += "  " + paint_.dim(escaped(type_of(node, tree_.dictionary)));
        }
    }
    void below(Node node, const std::string& before, unsigned depth) {
        if (depth >= tree_.depth) return;
        std::vector<std::string> data_sets;
        if (node.kind() == NodeKind::logical_node) {
            const std::string here = node.reference();
            for (const TreeDataSet& set : tree_.data_sets) {
                if (set.logical_node == here) data_sets.push_back(set.reference.substr(here.size() + 1));
            }
        }
        std::size_t left = node.child_count() + data_sets.size();
        const auto line = [&](const std::string& text) {
            --left;
            out_ += before + (left == 0 ? glyphs_.last : glyphs_.branch) + text;
        };
        for (const Node child : node.children()) {
            line(child.kind() == NodeKind::element ? "(*)" : name(child));
            leaf_type(child);
            out_ += '\n';
            below(child, before + (left == 0 ? glyphs_.space : glyphs_.line), depth + 1);
        }
        for (const std::string& set : data_sets) line(paint_.dim("data set ") + escaped(set) + "\n");
    }
    [[nodiscard]] std::string name(Node node) const {
        const std::string text = escaped(node.name());
        return node.kind() == NodeKind::constraint ? paint_.cyan(text) : text;
    }

    const Tree& tree_;
    const Paint& paint_;
    const Glyphs& glyphs_;
    std::string out_;
};

void write_identity(Json& json, Node node, const Dictionary& dictionary) {
    json.member("reference", node.reference()).member("mms", node.mms_reference());
    if (node.fc() != Fc::none) json.member("fc", name_of(node.fc()));
    json.member("type", node.type_text());
    if (node.type() == MmsType::array) json.member("count", node.element_count());
    if (!node.is_leaf() || dictionary.model() == nullptr) return;
    const Meaning meaning = dictionary.of(node);
    if (!meaning.basic_type.empty()) json.member("basic_type", meaning.basic_type);
    if (!meaning.enum_type.empty()) json.member("enum", meaning.enum_type);
}

void write_node(Json& json, const Tree& tree, Node node, unsigned depth) {
    json.begin_object().member("name", node.kind() == NodeKind::element ? "(*)" : node.name());
    json.member("kind", kind_name(node));
    write_identity(json, node, tree.dictionary);
    if (!node.is_leaf() && depth < tree.depth) {
        json.key("children").begin_array();
        for (const Node child : node.children()) write_node(json, tree, child, depth + 1);
        json.end_array();
    }
    json.end_object();
}

/// All nodes of the tree, as deep as is shown.
void visit(const Tree& tree, const std::function<void(Node)>& what) {
    const std::function<void(Node, unsigned)> go = [&](Node node, unsigned depth) {
        what(node);
        if (depth >= tree.depth) return;
        for (const Node child : node.children()) go(child, depth + 1);
    };
    for (const Node top : tree.tops) go(top, 1);
}

void write_data_sets(Json& json, const Tree& tree) {
    json.key("data_sets").begin_array();
    for (const TreeDataSet& set : tree.data_sets) {
        json.begin_object().member("reference", set.reference).member("deletable", set.deletable);
        json.key("members").begin_array();
        for (const std::string& member : set.members) json.value(member);
        json.end_array().end_object();
    }
    json.end_array();
}

}  // namespace

Glyphs glyphs(bool ascii) {
    std::string locale;
    for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
        const char* const value = std::getenv(name);
        if (value != nullptr && *value != '\0') {
            locale = value;
            break;
        }
    }
    std::transform(locale.begin(), locale.end(), locale.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    const bool utf8 = locale.find("UTF-8") != std::string::npos || locale.find("UTF8") != std::string::npos;
    if (ascii || !utf8) return {"|- ", "`- ", "|  ", "   "};
    return {"├─ ", "└─ ", "│  ", "   "};
}

std::string tree_text(const Tree& tree, const Paint& paint, const Glyphs& glyphs) {
    return Text(tree, paint, glyphs).all();
}

void write_tree(Json& json, const Tree& tree) {
    json.key("tree").begin_array();
    for (const Node top : tree.tops) write_node(json, tree, top, 1);
    json.end_array().key("leaves").begin_array();
    visit(tree, [&](Node node) {
        if (!node.is_leaf()) return;
        json.begin_object();
        write_identity(json, node, tree.dictionary);
        json.end_object();
    });
    json.end_array();
    write_data_sets(json, tree);
    json.key("control_blocks").begin_array();
    visit(tree, [&](Node node) {
        const std::string_view kind = control_block_kind(node);
        if (kind.empty()) return;
        json.begin_object().member("kind", kind).member("reference", node.reference());
        json.member("mms", node.mms_reference()).end_object();
    });
    json.end_array().key("logs").begin_array();
    for (const std::string& log : tree.logs) json.value(log);
    json.end_array();
}

}  // namespace busbar::program
