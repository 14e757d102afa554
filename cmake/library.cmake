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
