// PKCS#11's types and functions as p11-kit's header declares them. Only the header is used: modules are opened with
// dlopen(3), and no program is linked with libp11-kit.
#ifndef CP11KIT_SHIM_H
#define CP11KIT_SHIM_H

#include <p11-kit-1/p11-kit/pkcs11.h>

#endif
