/*
 * exposure/kind - the one thing of this room that main() knows: the worker
 * that reads hostile logs in the cage.
 */
#ifndef INVESTIGATE_EXPOSURE_KIND_H
#define INVESTIGATE_EXPOSURE_KIND_H

#include "investigate/cage.h"

extern const struct cage_kind exposure_kind;

#endif
