// SPDX-License-Identifier: Apache-2.0
// file ls|get|put|rm|mv: the files of a live IED. This file has ls.
#include <algorithm>

#include "commands.hpp"
#include "file/verbs.hpp"
#include "print.hpp"

namespace busbar::program {
namespace {

struct Options {
    TargetOptions target;
    std::string folder;
    bool recursive = false, recordings = false;
};

std::string number_column(std::uint64_t number, std::size_t width) {
    std::string text = std::to_string(number);
    if (text.size() < width) text.insert(0, width - text.size(), ' ');
    return text;
}

void write_modified(Json& json, const std::optional<SystemTime>& modified) {
    if (modified) json.member("modified", to_text(*modified));
}

void print_files(const Shared& shared, const std::vector<FileInfo>& files) {
    const Paint paint(shared, Paint::Stream::out);
    for (const FileInfo& file : files) {
        const std::string size = file.folder ? std::string(10, ' ') : number_column(file.size, 10);
        out(size + "  " + time_column(file.modified) + "  " +
            (file.folder ? paint.bold(escaped(file.path)) : escaped(file.path)) + "\n");
    }
}

void print_recordings(const std::vector<FileRecording>& all) {
    for (const FileRecording& recording : all) {
        std::string kinds;
        for (const FileInfo& file : recording.files) {
            kinds +=
                (kinds.empty() ? "" : " ") + std::string(file.name().substr(recording.name().size() + 1));
        }
        out(number_column(recording.size, 10) + "  " + time_column(recording.modified) + "  " +
            escaped(recording.path) + "  " + escaped(kinds) + "\n");
    }
}

Exit list(const Shared& shared, const Options& options) {
    Link link(shared, options.target);
    if (!link) return link.exit();
    FileListOptions how;
    how.recursive = options.recursive;
    const auto files = link->list_files(options.folder, how);
    if (!files) {
        const std::string what =
            options.folder.empty() ? "cannot list files" : "cannot list " + options.folder;
        return link.failed(what, files.error(), file_hints(link, options.folder, files.error()));
    }
    const std::vector<FileRecording> found =
        options.recordings ? recordings(*files) : std::vector<FileRecording>();
    if (!shared.json) {
        options.recordings ? print_recordings(found) : print_files(shared, *files);
        return Exit::done;
    }
    Json json;
    json.begin_object().member("schema", "busbar.file-ls/1").member("target", link.target());
    json.member("folder", options.folder);
    if (options.recordings) {
        json.key("recordings").begin_array();
        for (const FileRecording& recording : found) {
            json.begin_object().member("path", recording.path).member("size", recording.size);
            write_modified(json, recording.modified);
            json.key("files").begin_array();
            for (const FileInfo& file : recording.files) {
                json.begin_object();
                write_file(json, file);
                json.end_object();
            }
            json.end_array().end_object();
        }
    } else {
        json.key("files").begin_array();
        for (const FileInfo& file : *files) {
            json.begin_object();
            write_file(json, file);
            json.end_object();
        }
    }
    json.end_array().end_object().print();
    return Exit::done;
}

}  // namespace

std::string time_column(const std::optional<SystemTime>& time) {
    constexpr std::size_t width = 19;
    if (!time) return std::string(width, ' ');
    std::string text = to_text(*time).substr(0, width);
    std::replace(text.begin(), text.end(), 'T', ' ');
    return text;
}

void write_file(Json& json, const FileInfo& file) {
    json.member("path", file.path).member("folder", file.folder);
    if (!file.folder) json.member("size", file.size);
    write_modified(json, file.modified);
}

std::vector<std::string> file_hints(Link& link, const std::string& path, const Error& error) {
    constexpr std::int32_t file_class = 11;
    if (error.fault == Fault::unsupported)
        return {"busbar identify " + link.target() + ", which services it has"};
    if (error.code != Code::service_error(file_class, 7)) return {};
    const std::size_t slash = path.find_last_of("/\\");
    const auto files = link->list_files(slash == std::string::npos ? "" : path.substr(0, slash + 1));
    if (!files) return {"busbar file ls " + link.target()};
    std::vector<std::string> names;
    for (const FileInfo& file : *files) names.push_back(file.path);
    const std::string near = nearest(path, names);
    if (near.empty()) return {"busbar file ls " + link.target()};
    return {"did you mean " + escaped(near) + "?"};
}

void add_file(Program& program) {
    CLI::App* file = program.add("file", "List, get, put, delete and rename files of an IED");
    file->require_subcommand(1);
    CLI::App* ls = program.add(file, "ls", "List the files in a folder");
    auto o = std::make_shared<Options>();
    o->target.add_to(ls);
    ls->add_option("FOLDER", o->folder, "Which folder; the root if left out");
    ls->add_flag("-r,--recursive", o->recursive, "Folders below, too");
    ls->add_flag("--recordings", o->recordings, "COMTRADE recordings only, one line for all files of each");
    ls->footer(std::string("Examples:\n"
                           "  busbar file ls :10102 -r\n"
                           "  busbar file ls :10102 COMTRADE --recordings\n") +
               ls->get_footer());
    program.on(ls, [o](const Shared& shared) { return list(shared, *o); });
    add_file_get(program, file);
    add_file_changes(program, file);
}

}  // namespace busbar::program
