// SPDX-License-Identifier: Apache-2.0
// The blocking face of files.
#include "client/file.hpp"
#include "io/client_face.hpp"

namespace busbar {

Result<std::vector<FileInfo>> Client::list_files(std::string_view folder, FileListOptions options) {
    return impl_->driver->run(client::list_files(impl_->remote(), std::string(folder), options));
}

Result<FileInfo> Client::file_info(std::string_view path) {
    return impl_->driver->run(client::file_attributes(impl_->remote(), std::string(path)));
}

Result<FileTransfer> Client::get_file(std::string_view path, FileSink sink, GetFileOptions options) {
    return impl_->driver->run(
        client::get_file(impl_->remote(), std::string(path), std::move(sink), std::move(options)));
}

Result<std::vector<std::uint8_t>> Client::get_file(std::string_view path) {
    GetFileOptions options;
    options.max_octets = whole_file_octets;
    return impl_->driver->run(client::get_whole_file(impl_->remote(), std::string(path), std::move(options)));
}

Result<void> Client::put_file(std::string_view destination, FileSource source, PutFileOptions options) {
    return impl_->driver->run(
        client::put_file(impl_->remote(), std::string(destination), std::move(source), std::move(options)));
}

Result<void> Client::delete_file(std::string_view path) {
    return impl_->driver->run(client::delete_file(impl_->remote(), std::string(path)));
}

Result<void> Client::rename_file(std::string_view from, std::string_view to) {
    return impl_->driver->run(client::rename_file(impl_->remote(), std::string(from), std::string(to)));
}

}  // namespace busbar
