// SPDX-License-Identifier: Apache-2.0
// completion bash|zsh: prints a completion script made from the commands and options themselves.
#include "commands.hpp"
#include "print.hpp"

namespace busbar::program {
namespace {

using Visit = std::function<void(const std::string& path, const CLI::App& app)>;

void walk(const CLI::App& app, const std::string& path, const Visit& visit) {
    visit(path, app);
    for (const CLI::App* child : app.get_subcommands([](const CLI::App*) { return true; })) {
        walk(*child, path.empty() ? child->get_name() : path + " " + child->get_name(), visit);
    }
}

std::vector<std::string> words_of(const CLI::App& app, const CLI::App& root) {
    std::vector<std::string> words;
    for (const CLI::App* child : app.get_subcommands([](const CLI::App*) { return true; })) {
        words.push_back(child->get_name());
    }
    const auto add_options = [&](const CLI::App& from) {
        for (const CLI::Option* option : from.get_options()) {
            for (const std::string& name : option->get_lnames()) words.push_back("--" + name);
        }
    };
    add_options(app);
    if (&app != &root) add_options(root);
    return words;
}

std::string joined(const std::vector<std::string>& words) {
    std::string line;
    for (const std::string& word : words) line += (line.empty() ? "" : " ") + word;
    return line;
}

/// One table "path of commands -> words", shared by both shells' functions.
std::string cases(const CLI::App& root) {
    std::string text;
    walk(root, "", [&](const std::string& path, const CLI::App& app) {
        text += "        \"" + path + "\") list=\"" + joined(words_of(app, root)) + "\" ;;\n";
    });
    return text;
}

std::string command_paths(const CLI::App& root) {
    std::string paths;
    walk(root, "", [&](const std::string& path, const CLI::App&) {
        if (!path.empty()) paths += "|" + path;
    });
    return paths + "|";
}

std::string bash(const CLI::App& root) {
    return "# bash completion of busbar: source this file, or put it into\n"
           "# /etc/bash_completion.d or ~/.local/share/bash-completion/completions\n"
           "_busbar() {\n"
           "    local at=\"\" i list=\"\" word\n"
           "    local known='" +
           command_paths(root) +
           "'\n"
           "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
           "        word=\"${at:+$at }${COMP_WORDS[i]}\"\n"
           "        [[ $known == *\"|$word|\"* ]] && at=$word\n"
           "    done\n"
           "    case \"$at\" in\n" +
           cases(root) +
           "    esac\n"
           "    COMPREPLY=($(compgen -W \"$list\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n"
           "    [[ ${#COMPREPLY[@]} -eq 0 ]] && COMPREPLY=($(compgen -f -- \"${COMP_WORDS[COMP_CWORD]}\"))\n"
           "}\n"
           "complete -o filenames -F _busbar busbar\n";
}

std::string zsh(const CLI::App& root) {
    return "#compdef busbar\n"
           "# zsh completion of busbar: put it as _busbar into a folder of $fpath\n"
           "_busbar() {\n"
           "    local at=\"\" i list=\"\" word\n"
           "    local known='" +
           command_paths(root) +
           "'\n"
           "    for ((i = 2; i < CURRENT; i++)); do\n"
           "        word=\"${at:+$at }${words[i]}\"\n"
           "        [[ $known == *\"|$word|\"* ]] && at=$word\n"
           "    done\n"
           "    case \"$at\" in\n" +
           cases(root) +
           "    esac\n"
           "    compadd -- ${=list} || _files\n"
           "}\n"
           "compdef _busbar busbar\n";
}

}  // namespace

void add_completion(Program& program) {
    CLI::App* command = program.add("completion", "Print a completion script for bash or zsh");
    auto shell = std::make_shared<std::string>();
    command->add_option("SHELL", *shell, "bash or zsh")->required()->check(CLI::IsMember({"bash", "zsh"}));
    const CLI::App* root = &program.app();
    program.on(command, [shell, root](const Shared&) {
        out(*shell == "bash" ? bash(*root) : zsh(*root));
        return Exit::done;
    });
}

}  // namespace busbar::program
