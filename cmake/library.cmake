# The library that users link: all layers in one archive, exported as busbar::busbar.
add_library(busbar STATIC)
add_library(busbar::busbar ALIAS busbar)
foreach(layer IN LISTS BUSBAR_LAYER_OBJECTS)
    target_sources(busbar PRIVATE $<TARGET_OBJECTS:${layer}>)
endforeach()
target_include_directories(busbar PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
                                         $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_link_libraries(busbar PUBLIC ${BUSBAR_LAYER_LIBRARIES})
target_compile_features(busbar PUBLIC cxx_std_20)

# Installed, it is found by find_package(busbar CONFIG) and by pkg-config; tests/consumer tries both.
include(CMakePackageConfigHelpers)
set(config_folder "${CMAKE_INSTALL_LIBDIR}/cmake/busbar")
install(TARGETS busbar EXPORT busbar_targets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/busbar" DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT busbar_targets NAMESPACE busbar:: DESTINATION ${config_folder})
write_basic_package_version_file("${PROJECT_BINARY_DIR}/busbar-config-version.cmake" COMPATIBILITY SameMinorVersion)
configure_file("${PROJECT_SOURCE_DIR}/cmake/busbar-config.cmake.in" "${PROJECT_BINARY_DIR}/busbar-config.cmake" @ONLY)
# From lib/pkgconfig, or lib/x86_64-linux-gnu/pkgconfig, back to the prefix: the files may be moved as a whole.
string(REGEX REPLACE "[^/]+" ".." BUSBAR_PC_UP "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
configure_file("${PROJECT_SOURCE_DIR}/cmake/busbar.pc.in" "${PROJECT_BINARY_DIR}/busbar.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/busbar-config.cmake" "${PROJECT_BINARY_DIR}/busbar-config-version.cmake"
        DESTINATION ${config_folder})
install(FILES "${PROJECT_BINARY_DIR}/busbar.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
