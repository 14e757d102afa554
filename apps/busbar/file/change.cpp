// SPDX-License-Identifier: Apache-2.0
// file put|rm|mv: what changes the files of a live IED. --dry-run says what would be done; rm asks on a
// terminal, a script says --yes.
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <memory>

#include "file/transfer.hpp"
#include "file/verbs.hpp"
#include "live/question.hpp"
#include "print.hpp"

namespace busbar::program {
namespace {

struct Options {
    TargetOptions target;
    std::vector<std::string> paths;
    std::string from, to;
    bool recording = false;
    Asking asking;
};

std::string last_name(const std::string& path) {
    FileInfo info;
    info.path = path;
    return std::string(info.name());
}

bool names_folder(const std::string& path) {
    return path.empty() || path.ends_with('/') || path.ends_with('\\');
}

// ---- put

/// A local file that is read where the server wants it. Fails with io.
Result<FileSource> local_source(const std::string& path) {
    const std::shared_ptr<std::FILE> file(std::fopen(path.c_str(), "rb"), [](std::FILE* open) {
        if (open != nullptr) std::fclose(open);
    });
    if (!file) return fail(Fault::io, "cannot open " + path, {Domain::system, errno});
    struct stat status {};
    if (::fstat(::fileno(file.get()), &status) != 0 || !S_ISREG(status.st_mode)) {
        return fail(Fault::io, path + " is no plain file", {Domain::system, EISDIR});
    }
    if (status.st_size > 0xFFFFFFFF) return fail(Fault::misuse, path + " is longer than MMS can say (4 GiB)");
    FileSource source;
    source.size = static_cast<std::uint32_t>(status.st_size);
    source.modified = SystemTime(std::chrono::seconds(status.st_mtim.tv_sec));
    source.read = [file, path](std::uint64_t position, std::span<std::uint8_t> into) -> Result<std::size_t> {
        if (std::fseek(file.get(), static_cast<long>(position), SEEK_SET) == 0) {
            const std::size_t count = std::fread(into.data(), 1, into.size(), file.get());
            if (count == into.size() || std::ferror(file.get()) == 0) return count;
        }
        return fail(Fault::io, "cannot read " + path, {Domain::system, errno});
    };
    return source;
}

/// The local files of a recording, by its path without the kind or by one of them; the .cfg last, so that
/// nobody takes the recording for whole before it is.
Result<std::vector<std::string>> local_recording(const std::string& path) {
    namespace fs = std::filesystem;
    const fs::path folder = fs::path(path).parent_path();
    std::error_code error;
    std::vector<FileInfo> files;
    for (const auto& entry : fs::directory_iterator(folder.empty() ? fs::path(".") : folder, error)) {
        if (!entry.is_regular_file(error)) continue;
        files.emplace_back().path = (folder / entry.path().filename()).string();
    }
    for (const FileRecording& recording : recordings(files)) {
        std::vector<std::string> paths;
        for (const FileInfo& file : recording.files) paths.push_back(file.path);
        const bool named =
            recording.path == path || std::find(paths.begin(), paths.end(), path) != paths.end();
        if (!named) continue;
        std::stable_partition(paths.begin(), paths.end(), [](const std::string& file) {
            return !file.ends_with(".cfg") && !file.ends_with(".CFG");
        });
        return paths;
    }
    return fail(Fault::io, "no recording " + path, {Domain::system, ENOENT});
}

/// One file; what became of it goes into the open array of `json`.
Exit put_one(const Shared& shared, Link& link, const Options& options, const std::string& local, Json& json) {
    const std::string destination = names_folder(options.to) ? options.to + last_name(local) : options.to;
    const std::string what = "cannot put " + local;
    auto source = local_source(local);
    if (!source) {
        complain(shared, what, source.error());
        return exit_of(source.error(), Stage::local);
    }
    const std::uint64_t size = source->size;
    const auto before = link->file_info(destination);
    if (!options.asking.dry_run) {
        ProgressBar bar(shared, escaped(destination));
        PutFileOptions how;
        how.progress = bar.hook();
        const auto done = link->put_file(destination, *std::move(source), std::move(how));
        if (!done && done.error().text.starts_with("cannot read")) {
            complain(shared, what, done.error());
            return Exit::local_io;
        }
        if (!done) return link.failed(what, done.error());
    }
    json.begin_object().member("path", destination).member("local", local).member("size", size);
    json.member("replaced", before.has_value()).member("done", !options.asking.dry_run).end_object();
    if (!shared.json) {
        out(escaped(destination) + "  " + size_text(size) + (options.asking.dry_run ? ", would be " : ", ") +
            (before ? "replaced\n" : "written\n"));
    }
    return Exit::done;
}

Exit put(const Shared& shared, const Options& options) {
    const std::string what = "cannot put " + options.from;
    std::vector<std::string> files{options.from};
    if (options.recording) {
        if (!names_folder(options.to)) {
            complain(shared, what,
                     fail(Fault::misuse, "a recording goes into a folder, which ends with /").value());
            return Exit::usage;
        }
        auto all = local_recording(options.from);
        if (!all) {
            complain(shared, what, all.error());
            return exit_of(all.error(), Stage::local);
        }
        files = *std::move(all);
    } else if (auto readable = local_source(options.from); !readable) {
        complain(shared, what, readable.error());
        return exit_of(readable.error(), Stage::local);
    }
    Link link(shared, options.target);
    if (!link) return link.exit();
    Json json;
    json.begin_object().member("schema", "busbar.file-put/1").member("target", link.target());
    json.key("files").begin_array();
    Tally tally;
    bool any = false;
    for (const std::string& file : files) {
        const Exit done = put_one(shared, link, options, file, json);
        any = any || done == Exit::done;
        done == Exit::done ? tally.succeeded() : tally.failed(done);
        if (done != Exit::done) break;
    }
    json.end_array().end_object();
    if (shared.json && any) json.print();
    return tally.exit();
}

// ---- rm

Exit remove(const Shared& shared, const Options& options) {
    std::string question = "delete";
    for (const std::string& path : options.paths) question += " " + escaped(path);
    if (!options.asking.possible(shared, "cannot " + question)) return Exit::usage;
    if (!options.asking.confirmed(question)) {
        note("nothing was deleted");
        return Exit::negative;
    }
    Link link(shared, options.target);
    if (!link) return link.exit();
    Json json;
    json.begin_object().member("schema", "busbar.file-rm/1").member("target", link.target());
    json.key("files").begin_array();
    Tally tally;
    bool any = false;
    for (const std::string& path : options.paths) {
        Result<void> done;
        if (options.asking.dry_run) {
            if (auto there = link->file_info(path); !there) done = fail(there.error());
        } else {
            done = link->delete_file(path);
        }
        if (!done) {
            tally.failed(
                link.failed("cannot delete " + path, done.error(), file_hints(link, path, done.error())));
            continue;
        }
        tally.succeeded();
        any = true;
        json.begin_object().member("path", path).member("deleted", !options.asking.dry_run).end_object();
        if (!shared.json)
            out(escaped(path) + (options.asking.dry_run ? "  would be deleted\n" : "  deleted\n"));
    }
    json.end_array().end_object();
    if (shared.json && any) json.print();
    return tally.exit();
}

// ---- mv

Exit rename(const Shared& shared, const Options& options) {
    const std::string to = names_folder(options.to) ? options.to + last_name(options.from) : options.to;
    const std::string what = "cannot rename " + options.from;
    Link link(shared, options.target);
    if (!link) return link.exit();
    Result<void> done;
    if (options.asking.dry_run) {
        if (auto there = link->file_info(options.from); !there) done = fail(there.error());
    } else {
        done = link->rename_file(options.from, to);
    }
    if (!done) return link.failed(what, done.error(), file_hints(link, options.from, done.error()));
    if (shared.json) {
        Json json;
        json.begin_object().member("schema", "busbar.file-mv/1").member("target", link.target());
        json.member("from", options.from)
            .member("to", to)
            .member("done", !options.asking.dry_run)
            .end_object()
            .print();
    } else {
        out(escaped(options.from) + (options.asking.dry_run ? "  would become " : "  is now ") + escaped(to) +
            "\n");
    }
    return Exit::done;
}

}  // namespace

void add_file_changes(Program& program, CLI::App* file) {
    const auto add = [&](const char* name, const char* summary, Exit (*work)(const Shared&, const Options&)) {
        CLI::App* command = program.add(file, name, summary);
        auto o = std::make_shared<Options>();
        o->target.add_to(command);
        command->add_flag("--dry-run", o->asking.dry_run, "Change nothing, say what would be done");
        program.on(command, [o, work](const Shared& shared) { return work(shared, *o); });
        return std::pair(command, o);
    };
    const auto [puts, put_options] = add("put", "Put a file into the IED, which fetches it from here", put);
    puts->add_option("FILE", put_options->from, "Local file")->required();
    puts->add_flag("--recording", put_options->recording,
                   "FILE names a COMTRADE recording: all of its files");
    puts->add_option("PATH", put_options->to, "Its place in the IED; a folder ends with /, none is the root");
    const auto [removes, remove_options] = add("rm", "Delete files of the IED", remove);
    removes->add_option("PATH", remove_options->paths, "Files as `file ls` names them")->required();
    remove_options->asking.add_to(removes);
    removes->footer("Without a terminal it needs --yes.\n" + removes->get_footer());
    const auto [renames, rename_options] = add("mv", "Rename a file of the IED", rename);
    renames->add_option("FROM", rename_options->from, "File as `file ls` names it")->required();
    renames->add_option("TO", rename_options->to, "Its new name; a folder ends with /")->required();
}

}  // namespace busbar::program
