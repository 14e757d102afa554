// SPDX-License-Identifier: Apache-2.0
// file get: files and whole COMTRADE recordings from a live IED. What is fetched appears under its name only
// when it is whole; until then it is NAME.part, from which --resume goes on.
#include <sys/stat.h>

#include <algorithm>

#include "file/transfer.hpp"
#include "file/verbs.hpp"
#include "print.hpp"

namespace busbar::program {
namespace {

struct Options {
    TargetOptions target;
    std::vector<std::string> paths;
    std::string output;  ///< file, folder, "-", or empty
    bool resume = false, recordings = false;
};

bool is_local_folder(const std::string& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

/// Where a file goes. The name comes from a server or the command line: its last component, which is nothing
/// but a name.
Result<std::string> local_path(const Options& options, const std::string& path, bool several) {
    FileInfo info;
    info.path = path;
    const std::string name(info.name());
    if (name.empty() || name == "." || name == ".." || name.find('\0') != std::string::npos) {
        return fail(Fault::misuse, "no name for a file: " + escaped(path));
    }
    if (options.output.empty()) return name;
    if (is_local_folder(options.output) || options.output.ends_with('/')) {
        return options.output + (options.output.ends_with('/') ? "" : "/") + name;
    }
    if (several) return fail(Fault::misuse, "--output is no folder, and there are several files");
    return options.output;
}

struct Got {
    FileTransfer transfer;
    std::uint64_t begun_at = 0;
};

Result<Got> fetch(Link& link, const Shared& shared, const std::string& path, PartFile& file) {
    ProgressBar bar(shared, escaped(path));
    GetFileOptions how;
    how.progress = bar.hook();
    Result<void> local;
    const FileSink sink = [&](std::span<const std::uint8_t> octets) {
        local = file.append(octets);
        return local;
    };
    if (file.size() > 0xFFFFFFFF) return fail(Fault::limit, "files beyond 4 GiB cannot be resumed");
    how.before = file.tail();
    if (how.before.empty()) {
        if (auto fresh = file.restart(); !fresh) return fail(fresh.error());
    }
    Got got;
    got.begun_at = file.size();
    how.position = static_cast<std::uint32_t>(file.size());
    auto transfer = link->get_file(path, sink, how);
    // The file is another now, or the server cannot do that: then all of it.
    const bool from_start =
        !transfer && how.position != 0 && local &&
        (transfer.error().code == Code::service_error(11, 5) || transfer.error().fault == Fault::unsupported);
    if (from_start) {
        if (auto fresh = file.restart(); !fresh) return fail(fresh.error());
        how.position = 0;
        how.before.clear();
        got.begun_at = 0;
        transfer = link->get_file(path, sink, how);
    }
    if (!transfer) return fail(transfer.error());
    got.transfer = *transfer;
    return got;
}

Exit to_stdout(const Shared& shared, Link& link, const std::string& path) {
    ProgressBar bar(shared, escaped(path));
    GetFileOptions how;
    how.progress = bar.hook();
    const FileSink sink = [](std::span<const std::uint8_t> octets) -> Result<void> {
        if (std::fwrite(octets.data(), 1, octets.size(), stdout) == octets.size()) return {};
        return fail(Fault::io, "cannot write to stdout", {Domain::system, errno});
    };
    const auto transfer = link->get_file(path, sink, how);
    if (!transfer)
        return link.failed("cannot get " + path, transfer.error(), file_hints(link, path, transfer.error()));
    return Exit::done;
}

/// One file; what became of it goes into the open array of `json`.
Exit get_one(const Shared& shared, Link& link, const Options& options, const std::string& path, bool several,
             Json& json) {
    const std::string what = "cannot get " + path;
    const auto local = local_path(options, path, several);
    if (!local) {
        complain(shared, what, local.error());
        return Exit::usage;
    }
    auto file = PartFile::open(*local, options.resume);
    if (!file) {
        complain(shared, what, file.error());
        return Exit::local_io;
    }
    const auto got = fetch(link, shared, path, *file);
    if (!got) {
        if (got.error().fault == Fault::io && !got.error().text.starts_with("cannot write")) {
            std::vector<std::string> tries;
            if (file->size() > 0) {
                tries.push_back("--resume goes on from the " + size_text(file->size()) + " in " +
                                file->part_name());
            }
            return link.failed(what, got.error(), tries);
        }
        if (got.error().text.starts_with("cannot write")) {
            complain(shared, what, got.error());
            return Exit::local_io;
        }
        return link.failed(what, got.error(), file_hints(link, path, got.error()));
    }
    if (const auto committed = file->commit(); !committed) {
        complain(shared, what, committed.error());
        return Exit::local_io;
    }
    const std::uint64_t size = got->begun_at + got->transfer.octets;
    json.begin_object().member("path", path).member("local", *local).member("size", size);
    if (got->begun_at != 0) json.member("resumed_at", got->begun_at);
    if (got->transfer.modified) json.member("modified", to_text(*got->transfer.modified));
    json.end_object();
    if (!shared.json) out(escaped(*local) + "  " + size_text(size) + "\n");
    return Exit::done;
}

/// The files of a recording by its path without the kind, or by one of its files. Empty: there is none.
Result<std::vector<std::string>> files_of_recording(Link& link, const std::string& path) {
    const std::size_t slash = path.find_last_of("/\\");
    const auto files = link->list_files(slash == std::string::npos ? "" : path.substr(0, slash + 1));
    if (!files) return fail(files.error());
    const auto plain = [](std::string text) {
        text.erase(0, std::min(text.find_first_not_of("/\\"), text.size()));
        std::replace(text.begin(), text.end(), '\\', '/');
        return text;
    };
    std::vector<std::string> paths;
    for (const FileRecording& recording : recordings(*files)) {
        const bool named = plain(recording.path) == plain(path);
        const bool has = std::any_of(recording.files.begin(), recording.files.end(),
                                     [&](const FileInfo& file) { return plain(file.path) == plain(path); });
        if (!named && !has) continue;
        for (const FileInfo& file : recording.files) paths.push_back(file.path);
    }
    if (paths.empty()) {
        return fail(Fault::refused, "there is no recording of this name", Code::service_error(11, 7));
    }
    return paths;
}

Exit get(const Shared& shared, const Options& options) {
    if (options.output == "-" && (options.paths.size() != 1 || options.recordings || options.resume)) {
        Error error;
        error.fault = Fault::misuse;
        error.text = "--output - takes one file, from its start";
        complain(shared, "cannot get files", error);
        return Exit::usage;
    }
    Link link(shared, options.target);
    if (!link) return link.exit();
    if (options.output == "-") return to_stdout(shared, link, options.paths.front());
    Tally tally;
    std::vector<std::string> paths;
    for (const std::string& path : options.paths) {
        if (!options.recordings) {
            paths.push_back(path);
            continue;
        }
        const auto of_recording = files_of_recording(link, path);
        if (!of_recording) {
            tally.failed(link.failed("cannot get recording " + path, of_recording.error(),
                                     {"busbar file ls " + link.target() + " -r --recordings"}));
            continue;
        }
        paths.insert(paths.end(), of_recording->begin(), of_recording->end());
    }
    Json json;
    json.begin_object().member("schema", "busbar.file-get/1").member("target", link.target());
    json.key("files").begin_array();
    bool any = false;
    for (const std::string& path : paths) {
        const Exit done = get_one(shared, link, options, path, paths.size() > 1, json);
        any = any || done == Exit::done;
        done == Exit::done ? tally.succeeded() : tally.failed(done);
    }
    json.end_array().end_object();
    if (shared.json && any) json.print();
    return tally.exit();
}

}  // namespace

void add_file_get(Program& program, CLI::App* file) {
    CLI::App* command = program.add(file, "get", "Get files, or whole COMTRADE recordings");
    auto o = std::make_shared<Options>();
    o->target.add_to(command);
    command->add_option("PATH", o->paths, "Files as `file ls` names them")->required();
    command->add_option("-o,--output", o->output, "File or folder to write to, - for stdout [its name, here]")
        ->type_name("PATH");
    command->add_flag("--resume", o->resume, "Go on from what NAME.part has");
    command->add_flag("--recording", o->recordings, "PATH names a recording: all of its files");
    command->footer(std::string("A file appears under its name when it is whole; NAME.part until then.\n"
                                "Examples:\n"
                                "  busbar file get :10102 COMTRADE/rec1.dat --resume\n"
                                "  busbar file get :10102 COMTRADE/rec1 --recording -o records/\n") +
                    command->get_footer());
    program.on(command, [o](const Shared& shared) { return get(shared, *o); });
}

}  // namespace busbar::program
